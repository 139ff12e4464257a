// The chat page in a frame of another page: what it tells that page, and where the keyboard goes.
const place = document.getElementById("chat");

// When the page opens itself again the server cannot tell any more in whose page it stands.
if (place.dataset.framed === "yes") {
  const address = new URL(window.location.href);
  address.searchParams.set("framed", "yes");
  window.history.replaceState(null, "", address);
}

function tell(what) {
  window.parent.postMessage(`sds-guide:${what}`, "*");
}

function inside() {
  return document.querySelector("deep-chat").shadowRoot;
}

function toTheBox() {
  if (document.hasFocus() && document.activeElement === document.body) inside().getElementById("text-input").focus();
}

// What came while nobody looked begins at the top when somebody does.
let unread = null;
function toTheReply() {
  if (unread === null) return;
  const log = inside().getElementById("messages");
  log.scrollTop += unread.getBoundingClientRect().top - log.getBoundingClientRect().top;
  unread = null;
}

function replied(event) {
  const replies = inside().querySelectorAll(`.deep-chat-outer-container-role-${event.detail}`);
  if (!document.hasFocus()) unread ??= replies[replies.length - 1];
  tell(event.detail === "champion" ? "reply" : "news");
}

// Nothing is said but that Escape was pressed or that something came, so any page that shows the frame may hear it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) tell("close");
});
document.addEventListener("chat-reply", replied);
document.addEventListener("chat-ready", () => {
  toTheBox();
  window.addEventListener("focus", () => {
    toTheBox();
    toTheReply();
  });
});
