// Makes deep-chat's Markdown safe: only https links, in a new tab; no pictures; addresses in plain text become links.
const SAFE = /^(https?:|tel:|mailto:)/i;
const ADDRESS = /https?:\/\/[^\s<>"]+/g;
const LONGEST_SHOWN = 56;

export function escaped(text) {
  return String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

// deep-chat takes every "|" in a row for the end of a cell, also one that is marked as a letter.
export function readable(text) {
  return text.replaceAll("\\|", "&#124;");
}

function opened(address) {
  return `<a href="${escaped(address)}" target="_blank" rel="noopener noreferrer">`;
}

// Who cannot see that another tab has opened is told before.
function closed(words) {
  return `<span class="unseen"> ${escaped(words.tab)}</span></a>`;
}

function shown(address) {
  const words = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  return words.length > LONGEST_SHOWN ? `${words.slice(0, LONGEST_SHOWN)}…` : words;
}

function linked(text, words) {
  let html = "";
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,;:!?)\]]+$/, "");
    html += escaped(text.slice(from, found.index)) + opened(address) + escaped(shown(address)) + closed(words);
    from = found.index + address.length;
  }
  return html + escaped(text.slice(from));
}

// A table scrolls within its bubble, also by keyboard; its heads are named to screen readers. Without the styles of
// deep-chat's own rules, which our policy refuses.
function tables(rules, name) {
  let column = 0;
  let rowsHaveNames = false;
  let kind = "td";
  const open = (tag, scope) => {
    kind = tag;
    column += 1;
    return scope ? `<${tag} scope="${scope}">` : `<${tag}>`;
  };
  rules.table_open = () => `<div class="table" role="group" tabindex="0" aria-label="${escaped(name)}"><table>`;
  rules.table_close = () => "</table></div>";
  rules.tr_open = () => { column = 0; return "<tr>"; };
  rules.th_open = (tokens, at) => {
    const words = tokens[at + 1].content;
    if (column === 0) rowsHaveNames = !words;
    return words ? open("th", "col") : open("td");
  };
  rules.td_open = (tokens, at) => {
    const named = rowsHaveNames || /^\*\*.*\*\*$/.test(tokens[at + 1].content);
    return column === 0 && named ? open("th", "row") : open("td");
  };
  rules.th_close = rules.td_close = () => `</${kind}>`;
}

// deep-chat accepts every address, `javascript:` too; so the rules that write HTML are replaced.
export function safeMarkdown(markdown, words) {
  const rules = markdown.renderer.rules;
  const open = [];
  markdown.set({ html: false });
  tables(rules, words.table);
  rules.link_open = (tokens, at) => {
    const address = String(tokens[at].href);
    open.push(SAFE.test(address));
    return open.at(-1) ? opened(address.replaceAll("&amp;", "&")) : "";
  };
  rules.link_close = () => (open.pop() ? closed(words) : "");
  rules.text = (tokens, at) => (open.length ? escaped(tokens[at].content) : linked(tokens[at].content, words));
  rules.image = (tokens, at) => escaped(tokens[at].alt ?? "");
  rules.htmlblock = (tokens, at) => escaped(tokens[at].content);
  rules.htmltag = (tokens, at) => escaped(tokens[at].content);
}
