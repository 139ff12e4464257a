// The desk and the library: what pages do beyond links and forms. Every page works without it.
import { initAll } from "./vendor/govuk/govuk-frontend.min.js";
import { keepWords, sendOnce } from "./forms.js";
import { keepLive } from "./live.js";

const COPIED_FOR_MS = 2000;
const region = document.getElementById("live");

function say(words) {
  // The same words twice in a row are two changes to a screen reader only when the region was empty between.
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 100);
}

async function copy(button) {
  const from = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText((from.value ?? from.innerText).trim());
  const before = button.innerHTML;
  button.textContent = button.dataset.copied;
  say(button.dataset.copied);
  setTimeout(() => { button.innerHTML = before; }, COPIED_FOR_MS);
}

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
if (navigator.clipboard) {
  // Browsers offer it on https and on this machine only; the style sheet hides the buttons elsewhere.
  document.body.classList.add("desk-can-copy");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button && button.textContent !== button.dataset.copied) copy(button);
  });
}
// Before the counters of characters start, which look at what is in the boxes.
keepWords();
sendOnce();
for (const list of document.querySelectorAll("[data-live]")) keepLive(list, say);
initAll();
