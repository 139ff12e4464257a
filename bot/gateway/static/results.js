// Results of guided tools can be copied and printed. Nothing of them leaves the page.
const SHOWN_MS = 4000;
// A list of things to do is a document: it can be kept as a file, too.
const TO_TICK = "- [ ] ";

// Of all that a guided tool says, only its result names a nation.
export function isResult(reply) {
  return reply.outcome === "tool" && Boolean(reply.nation);
}

export class Results {
  constructor(chat, words, printed) {
    this.chat = chat;
    this.words = words;
    this.printed = printed;
    this.texts = [];
  }

  // Adds the two buttons under a result, and remembers what they are about.
  offer(reply) {
    const bubbles = this.chat.shadowRoot.querySelectorAll(".deep-chat-outer-container-role-ai .message-bubble");
    const kept = { markdown: reply.text, text: plain(reply.text), bubble: bubbles[bubbles.length - 1] };
    const number = this.texts.push(kept) - 1;
    const button = (what) => `<button type="button" class="choice" data-${what}="${number}">${this.words[what]}</button>`;
    const download = reply.text.includes(TO_TICK) ? button("download") : "";
    const html = `<div class="results">${button("copy")}${button("print")}${download}<span role="status"></span></div>`;
    this.chat.addMessage({ html, role: "choices" });
  }

  // Carries out a press; false when the button is none of these.
  press(button) {
    if (button.dataset.copy !== undefined) this.copy(button, this.texts[button.dataset.copy]);
    else if (button.dataset.print !== undefined) this.print(this.texts[button.dataset.print]);
    else if (button.dataset.download !== undefined) this.download(this.texts[button.dataset.download]);
    else return false;
    return true;
  }

  async copy(button, result) {
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(result.text);
      status.textContent = this.words.copied;
    } catch {
      status.textContent = this.words.uncopied;
    }
    setTimeout(() => { status.textContent = ""; }, SHOWN_MS);
  }

  download(result) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${result.markdown}\n`], { type: "text/markdown" }));
    link.download = this.words.filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), SHOWN_MS);
  }

  print(result) {
    this.printed.replaceChildren(...[...result.bubble.childNodes].map((node) => node.cloneNode(true)));
    document.body.classList.add("printing");
    window.addEventListener("afterprint", () => document.body.classList.remove("printing"), { once: true });
    window.print();
  }
}

// Markdown's stars mean nothing in an e-mail or a record.
function plain(text) {
  return text.replaceAll("**", "");
}
