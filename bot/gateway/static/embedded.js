// The chat page in a frame of another page: what it tells that page, and where the keyboard goes.
const place = document.getElementById("chat");

// When the page opens itself again the server cannot tell any more in whose page it stands.
if (place.dataset.framed === "yes") {
  const address = new URL(window.location.href);
  address.searchParams.set("framed", "yes");
  window.history.replaceState(null, "", address);
}

function toTheBox() {
  if (document.hasFocus() && document.activeElement === document.body) {
    document.querySelector("deep-chat").shadowRoot.getElementById("text-input").focus();
  }
}

// Nothing is said but that Escape was pressed, so any page that shows the frame may hear it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) window.parent.postMessage("sds-guide:close", "*");
});
document.addEventListener("chat-ready", () => {
  toTheBox();
  window.addEventListener("focus", toTheBox);
});
