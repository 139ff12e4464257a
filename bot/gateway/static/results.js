// What stands below a message and stays there: links, and below what somebody may want to keep "Copy" and "Print".
import { escaped } from "./markdown.js";

const SHOWN_MS = 4000;
const LINK = /^https?:\/\//i;
const LINKED = /\[([^\]]+)\]\((https?:[^)\s]+)\)/g;
// Without looking behind, which a phone of some years does not understand; it would refuse the whole file.
const SLANTED = /(^|[^\\*\w])\*(?!\s)([^*\n]+)\*(?![*\w])/gm;
const BAR = "\u0000";
const ESCAPED = /\\([\\`*_{}[\]()<>#+\-.!|~&])/g;

// A choice that is an address opens a page; it says nothing, so it is never used up.
export function isLink(choice) {
  return LINK.test(choice.payload);
}

// What is to stand below a reply, in a form that the tab can remember; null for nothing.
export function below(reply) {
  const links = (reply.choices ?? []).filter(isLink);
  const kept = isKept(reply);
  return kept || links.length ? { kept, links } : null;
}

// An answer, a champion's words (they come later, with a number), a guided tool's result (of all that a tool says, only
// that names a nation).
function isKept(reply) {
  if (reply.outcome === "escalate") return reply.number !== undefined;
  return reply.outcome === "answer" || (reply.outcome === "tool" && Boolean(reply.nation));
}

export class Results {
  constructor(chat, words, printed) {
    this.chat = chat;
    this.words = words;
    this.printed = printed;
    this.texts = [];
  }

  // The HTML of what stands below something that was said.
  html(said) {
    const number = this.texts.push(said.text) - 1;
    const button = (what) => `<button type="button" class="choice" data-${what}="${number}">${this.words[what]}</button>`;
    const acts = said.below.kept ? `${button("copy")}${button("print")}` : "";
    return `<div class="results">${acts}${said.below.links.map((link) => this.link(link)).join("")}<span role="status"></span></div>`;
  }

  link(choice) {
    return `<a class="choice" href="${escaped(choice.payload)}" target="_blank" rel="noopener noreferrer">` +
      `${escaped(choice.title)} <span class="unseen">${escaped(this.words.tab)}</span></a>`;
  }

  // Carries out a press; false when the button is none of these.
  press(button) {
    if (button.dataset.copy !== undefined) this.copy(button, this.texts[button.dataset.copy]);
    else if (button.dataset.print !== undefined) this.print(button);
    else return false;
    return true;
  }

  async copy(button, text) {
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([plain(text)], { type: "text/plain" }),
        // Headings, lists and tables stay what they are when it is pasted into a document.
        "text/html": new Blob([withoutUnseen(bubbleAbove(button))], { type: "text/html" }),
      })]);
      status.textContent = this.words.copied;
    } catch {
      status.textContent = this.words.uncopied;
    }
    setTimeout(() => { status.textContent = ""; }, SHOWN_MS);
  }

  print(button) {
    this.printed.replaceChildren(...[...bubbleAbove(button).childNodes].map((node) => node.cloneNode(true)));
    document.body.classList.add("printing");
    window.addEventListener("afterprint", () => document.body.classList.remove("printing"), { once: true });
    window.print();
  }
}

function bubbleAbove(button) {
  return button.closest(".outer-message-container").previousElementSibling.querySelector(".message-bubble");
}

// What is said to screen readers about this page means nothing in another.
function withoutUnseen(bubble) {
  const copy = bubble.cloneNode(true);
  copy.querySelectorAll(".unseen").forEach((part) => part.remove());
  return copy.innerHTML;
}

// Markdown's signs mean nothing in an e-mail or a record; between the cells of a table stand tabs, as spreadsheets like it.
function plain(text) {
  const rows = text.split("\n").filter((line) => !/^\|[\s:|-]+\|$/.test(line));
  const lines = rows.map((line) => (line.startsWith("|") ? cells(line).join("\t") : line));
  const unlinked = lines.join("\n").replace(LINKED, "$1 ($2)");
  return unlinked.replaceAll("**", "").replace(SLANTED, "$1$2").replace(ESCAPED, "$1");
}

// A "|" that is marked as a letter ends no cell.
function cells(row) {
  const marked = row.replaceAll("\\|", BAR).split("|").slice(1, -1);
  return marked.map((cell) => cell.trim().replaceAll(BAR, "|"));
}
