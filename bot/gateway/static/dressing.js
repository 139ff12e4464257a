// How deep-chat looks, and what it lacks for keyboards and screen readers.
const FONT = getComputedStyle(document.documentElement).fontFamily;
const INK = "#14202b";
const LINE = "#7b8790";

const INSIDE = `
  :host { display: flex; }
  #container { height: 100%; width: 100%; }
  #messages { scrollbar-gutter: stable; }
  .inner-message-container { flex-direction: column; }
  .message-bubble { line-height: 1.5; overflow-wrap: anywhere; padding: .625rem .875rem; }
  .message-bubble > :first-child { margin-top: 0; }
  .message-bubble > :last-child { margin-bottom: 0; }
  .message-bubble p { margin: .625em 0; }
  .message-bubble ul, .message-bubble ol { margin: .625em 0; padding-left: 1.375em; }
  .message-bubble li { margin: .25em 0; }
  .message-bubble a { color: #00507a; text-underline-offset: .15em; }
  .message-bubble h1, .message-bubble h2, .message-bubble h3 { font-size: 1.0625em; margin: .75em 0 .25em; }
  .message-bubble:has(.table) { box-sizing: border-box; }
  .message-bubble .table { overflow-x: auto; overflow-wrap: normal; margin: .625em 0; }
  .message-bubble table { border-collapse: collapse; font-size: .9375rem; }
  .message-bubble :is(th, td) { border: 1px solid ${LINE}; padding: .375rem .5rem; min-width: 6.5rem; text-align: left;
    vertical-align: top; }
  .message-bubble thead { background: #fff; }
  .name { order: -1; visibility: visible !important; margin: .75rem 0 0 !important; padding: 0; max-width: none;
    color: #47545f; font-size: .875rem; }
  .end-item-position { align-self: flex-end; }
  .deep-chat-outer-container-role-choices .name, .deep-chat-outer-container-role-error .name { display: none; }
  .user-message-text a { color: #fff; }
  #input { box-sizing: border-box; padding: .5rem; align-items: flex-end; }
  #text-input-container { min-width: 0; }
  .outer-button-container:empty, .inner-button-container:empty { display: none; }
  .outer-button-container { margin: 0; }
  .outer-button-container > .input-button { position: static; scale: 1; margin: 0 !important; }
  .input-button > svg { display: none; }
  .input-button > .text-button { margin: 0; }
  .choices, .results { display: flex; align-items: center; flex-wrap: wrap; gap: .5rem; }
  .choice { font: inherit; color: ${INK}; text-align: left; min-height: 2.75rem; padding: .375rem .875rem;
    background: #fff; border: 2px solid #0b5d74; border-radius: .375rem; cursor: pointer; }
  .choice:hover { background: #e6eff2; }
  a.choice { box-sizing: border-box; display: inline-flex; align-items: center; gap: .25em; text-decoration: underline;
    text-underline-offset: .15em; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  #text-input { min-height: 1.5em; }
  /* What surrounds the box cuts off what the box itself would show. */
  #text-input:focus-visible { outline: none !important; box-shadow: none !important; }
  #text-input-container:focus-within { outline: 3px solid #ffbf47 !important; outline-offset: 0;
    box-shadow: 0 0 0 5px ${INK} !important; }
  :focus-visible { outline: 3px solid #ffbf47 !important; outline-offset: 0; box-shadow: 0 0 0 5px ${INK} !important; }
`;

const BUTTON = { minWidth: "4.5rem", minHeight: "2.75rem", height: "auto", margin: "0", padding: "0", fontSize: "1rem",
  borderRadius: "0.375rem", display: "flex", alignItems: "center", justifyContent: "center", fontWeight: "600" };
const PLAIN = { maxWidth: "100%", marginTop: "2px" };
const MARKED = { ...PLAIN, color: INK, marginInlineEnd: "auto", marginInlineStart: "0px" };

export function dress(chat, words) {
  chat.style.fontFamily = FONT;
  chat.style.fontSize = "1rem";
  chat.style.width = "100%";
  chat.style.height = "auto";
  chat.style.flex = "1 1 0";
  chat.style.minHeight = "0";
  chat.style.border = `1px solid ${LINE}`;
  chat.style.borderRadius = "0.5rem";
  chat.style.color = INK;
  chat.auxiliaryStyle = INSIDE;
  chat.names = {
    user: { text: words.you },
    ai: { text: words.guide },
    safeguard: { text: words.guide },
    champion: { text: words.champion },
    choices: { text: words.guide },
  };
  chat.messageStyles = {
    default: {
      shared: { bubble: PLAIN },
      user: { bubble: { backgroundColor: "#0b3c49", color: "#fff", maxWidth: "85%" } },
      ai: { bubble: { backgroundColor: "#eef1f3", color: INK } },
      safeguard: { bubble: { ...MARKED, backgroundColor: "#fdecea", borderLeft: "6px solid #b3170f" } },
      champion: { bubble: { ...MARKED, backgroundColor: "#e7f4ea", borderLeft: "6px solid #1b6b35" } },
    },
    html: { shared: { bubble: { backgroundColor: "transparent", padding: "0.375rem 0", maxWidth: "100%" } } },
    error: { bubble: { backgroundColor: "#fdecea", color: "#7a0c06", fontSize: "1rem", maxWidth: "100%" } },
  };
  chat.errorMessages = { displayServiceErrorMessages: true };
  chat.textInput = {
    placeholder: { text: words.ask, style: { color: "#47545f" } },
    styles: {
      container: { border: `2px solid ${LINE}`, borderRadius: "0.375rem", boxShadow: "none", width: "100%",
        margin: "0 0.5rem 0 0", backgroundColor: "#fff" },
      text: { padding: "0.6rem 0.75rem", fontSize: "1rem", color: INK },
    },
  };
  const ready = { backgroundColor: "#0b5d74", color: "#fff" };
  chat.submitButtonStyles = {
    position: "outside-end",
    submit: {
      container: { default: { ...BUTTON, ...ready }, hover: { backgroundColor: "#08475a" }, click: ready },
      text: { content: words.send, styles: { default: { color: "#fff" } } },
    },
    disabled: {
      container: { default: { ...BUTTON, backgroundColor: "#e3e7ea", color: "#47545f", cursor: "default" } },
      text: { content: words.send, styles: { default: { color: "#47545f" } } },
    },
    loading: {
      container: { default: { ...BUTTON, backgroundColor: "#e3e7ea", color: "#47545f", cursor: "default" } },
      text: { content: words.wait, styles: { default: { color: "#47545f" } } },
    },
  };
}

// deep-chat builds its inside once it is attached.
export function label(chat, words) {
  const inside = chat.shadowRoot;
  const box = inside.getElementById("text-input");
  const log = inside.getElementById("messages");
  set(box, { role: "textbox", "aria-multiline": "true", "aria-label": words.ask });
  set(log, { role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.log, tabindex: "0" });
  return { box, log };
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
