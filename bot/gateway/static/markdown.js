// Makes deep-chat's Markdown safe: only https links, in a new tab; no pictures; addresses in plain text become links.
const SAFE = /^(https?:|tel:|mailto:)/i;
const ADDRESS = /https?:\/\/[^\s<>"]+/g;
const LONGEST_SHOWN = 56;

export function escaped(text) {
  return String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function opened(address) {
  return `<a href="${escaped(address)}" target="_blank" rel="noopener noreferrer">`;
}

function shown(address) {
  const words = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  return words.length > LONGEST_SHOWN ? `${words.slice(0, LONGEST_SHOWN)}…` : words;
}

function linked(text) {
  let html = "";
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,;:!?)\]]+$/, "");
    html += escaped(text.slice(from, found.index)) + opened(address) + escaped(shown(address)) + "</a>";
    from = found.index + address.length;
  }
  return html + escaped(text.slice(from));
}

// deep-chat accepts every address, `javascript:` too; so the rules that write HTML are replaced.
export function safeMarkdown(markdown) {
  const rules = markdown.renderer.rules;
  const open = [];
  markdown.set({ html: false });
  rules.link_open = (tokens, at) => {
    const address = String(tokens[at].href);
    open.push(SAFE.test(address));
    return open.at(-1) ? opened(address.replaceAll("&amp;", "&")) : "";
  };
  rules.link_close = () => (open.pop() ? "</a>" : "");
  rules.text = (tokens, at) => (open.length ? escaped(tokens[at].content) : linked(tokens[at].content));
  rules.image = (tokens, at) => escaped(tokens[at].alt ?? "");
  rules.htmlblock = (tokens, at) => escaped(tokens[at].content);
  rules.htmltag = (tokens, at) => escaped(tokens[at].content);
}
