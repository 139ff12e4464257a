// Forms: nothing is sent twice by a double click, and half-written words outlive a reload or a lost connection.
// A box with data-keep="ticket-12" keeps its words in this tab, until a page says that they were taken (data-done).
// Beside them it keeps the words that they were written over, which the box began with.

const KEPT = "kept:";
const SENT = "sent";
const SEND_AGAIN_AFTER_MS = 8000;

// Browsers may forbid storage; then the words live as long as the page.
function stored(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

function forgetWhatWasTaken() {
  const sent = stored((storage) => storage.getItem(SENT));
  stored((storage) => storage.removeItem(SENT));
  if (!sent || !("done" in document.body.dataset)) return;
  for (const key of JSON.parse(sent)) stored((storage) => storage.removeItem(KEPT + key));
}

function forgetAll() {
  stored((storage) => Object.keys(storage).filter((key) => key.startsWith(KEPT)).forEach((key) => storage.removeItem(key)));
}

function keep(box) {
  const key = KEPT + box.dataset.keep;
  const kept = stored((storage) => JSON.parse(storage.getItem(key)));
  // Words that were written over others than those that the server shows now are older than these.
  if (kept?.over === box.defaultValue) box.value = kept.words;
  box.addEventListener("input", () => {
    const words = JSON.stringify({ over: box.defaultValue, words: box.value });
    stored((storage) => (changed(box) ? storage.setItem(key, words) : storage.removeItem(key)));
  });
}

function changed(box) {
  return box.value.trim() !== box.defaultValue.trim();
}

function halfWritten(box) {
  return changed(box) && !box.form?.dataset.sending;
}

/** Keep half-written words of this page's boxes, and ask before they are left. */
export function keepWords() {
  forgetWhatWasTaken();
  const boxes = [...document.querySelectorAll("[data-keep]")];
  boxes.forEach(keep);
  window.addEventListener("beforeunload", (event) => {
    if (boxes.some(halfWritten)) event.preventDefault();
  });
}

function free(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

/** Send each form once, however often its button is pressed. */
export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    if ("forgetDrafts" in form.dataset) forgetAll();
    const keys = [...form.querySelectorAll("[data-keep]")].map((box) => box.dataset.keep);
    // Written anew by every form: words of one that never arrived are not forgotten after the next one.
    stored((storage) => storage.setItem(SENT, JSON.stringify(keys)));
    // An answer that is a file leaves the page open.
    setTimeout(() => free(form), SEND_AGAIN_AFTER_MS);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));
}
