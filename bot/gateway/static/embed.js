// Puts a button on an intranet page that opens the chat in a frame (docs/web.md). It runs in a page of somebody else:
// it adds one element, touches nothing else there, and reads nothing but its own attributes.
(() => {
  const NAME = "sds-guide";
  // There is no template of ours here that could hold the words; data-label changes those on the button.
  const WORDS = { open: "Ask SDS Guide", title: "SDS Guide", frame: "SDS Guide chat", close: "Close",
    reply: "A champion has replied in SDS Guide", news: "There is news in SDS Guide" };
  const STYLE = `
    :host { all: initial; color-scheme: light; }
    button { font: 600 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
      min-height: 44px; padding: 8px 16px; border: 2px solid #fff; border-radius: 8px; cursor: pointer;
      background: #0b3c49; color: #fff; }
    button:hover { background: #0b5d74; }
    button:focus-visible { outline: 3px solid #ffbf47; outline-offset: 0; box-shadow: 0 0 0 5px #14202b; }
    .open { position: fixed; bottom: 16px; right: 16px; z-index: 2147483000; max-width: calc(100vw - 32px);
      box-shadow: 0 2px 8px #14202b80; }
    dialog:not([open]) { display: none; }
    dialog { display: flex; flex-direction: column; box-sizing: border-box; position: fixed; margin: 0; padding: 0;
      inset: auto 16px 76px auto; width: 440px; max-width: none; height: 720px; max-height: calc(100dvh - 92px);
      z-index: 2147483000; border: 2px solid #0b3c49; border-radius: 8px; overflow: hidden; background: #fff;
      box-shadow: 0 4px 24px #14202b80; }
    .told { position: fixed; bottom: 76px; right: 16px; z-index: 2147483000; max-width: calc(100vw - 32px); margin: 0;
      padding: 8px 16px; border: 2px solid #1b6b35; border-radius: 8px; background: #e7f4ea; color: #14202b;
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; }
    /* Not taken away: screen readers announce what changes in a part that is there. */
    .told:empty { padding: 0; border: 0; }
    .left.told { right: auto; left: 16px; }
    .left.open { right: auto; left: 16px; }
    dialog.left { right: auto; left: 16px; }
    .head { display: flex; align-items: center; justify-content: space-between; gap: 16px; padding: 6px 8px 6px 16px;
      background: #0b3c49; color: #fff; }
    h2 { margin: 0; font: 600 18px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; }
    iframe { flex: 1; min-height: 0; width: 100%; border: 0; background: #fff; }
    @media (max-width: 600px), (max-height: 480px) {
      dialog, dialog.left { inset: 0; width: 100vw; height: 100dvh; max-height: none; border: 0; border-radius: 0; }
    }
    @media print { .open, .told, dialog { display: none; } }`;
  // Here the chat covers the page, so nothing behind it may be reached by keyboard.
  const covering = window.matchMedia("(max-width: 600px), (max-height: 480px)");
  const script = document.currentScript;
  const options = script.dataset;
  const home = new URL(script.src).origin;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Asked for when it is first opened: a page that only offers the chat tells us nothing of its readers.
  function newFrame() {
    const address = new URL("/embed", home);
    for (const name of ["nation", "role"]) if (options[name]) address.searchParams.set(name, options[name]);
    return element("iframe", { src: address.href, title: WORDS.frame, allow: "clipboard-write" });
  }

  function begin() {
    if (document.querySelector(NAME)) return;
    const side = options.position === "left" ? "left" : "right";
    const button = element("button", { type: "button", class: `open ${side}`, "aria-expanded": "false",
      "aria-haspopup": "dialog", "aria-controls": "panel" }, options.label || WORDS.open);
    const close = element("button", { type: "button" }, WORDS.close);
    const head = element("div", { class: "head" }, element("h2", { id: "title" }, WORDS.title), close);
    const panel = element("dialog", { id: "panel", class: side, "aria-labelledby": "title" }, head);
    const told = element("p", { class: `told ${side}`, role: "status" });
    let frame = null;

    function load() {
      frame = newFrame();
      // A page that loads in a frame that has the focus does not have it.
      frame.addEventListener("load", () => {
        if (inside.activeElement !== frame) return;
        frame.blur();
        frame.focus();
      });
      panel.append(frame);
    }

    function show() {
      if (frame === null) load();
      told.textContent = "";
      if (covering.matches) panel.showModal();
      else panel.show();
      button.setAttribute("aria-expanded", "true");
      frame.focus();
    }

    function hide() {
      panel.close();
      button.setAttribute("aria-expanded", "false");
      button.focus();
    }

    button.addEventListener("click", () => (panel.open ? hide() : show()));
    close.addEventListener("click", hide);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
    // A phone's own way back closes what covers the page.
    panel.addEventListener("cancel", (event) => {
      event.preventDefault();
      hide();
    });
    covering.addEventListener("change", () => {
      if (!panel.open) return;
      panel.close();
      show();
    });
    window.addEventListener("message", (event) => {
      const ours = event.origin === home && frame !== null && event.source === frame.contentWindow;
      if (!ours) return;
      if (event.data === `${NAME}:close` && panel.open) hide();
      if (event.data === `${NAME}:reply` && !panel.open) told.textContent = WORDS.reply;
      if (event.data === `${NAME}:news` && !panel.open) told.textContent = WORDS.news;
    });

    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const host = element(NAME, {});
    const inside = host.attachShadow({ mode: "open" });
    // The page's own content policy may forbid style elements; a sheet made by a script is none.
    inside.adoptedStyleSheets = [sheet];
    inside.append(button, panel, told);
    document.body.append(host);
  }

  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
