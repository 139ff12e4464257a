// A list that stays up to date. <div id="queue" data-live="/desk/events" data-words-one="1 new ticket"
// data-words-many="{count} new tickets"> holds rows with data-item="number". Each event of the stream makes the page
// fetch itself (or data-fragment) and take the list out of the answer. Named events are ignored but "crowded".

const LISTEN_AGAIN_MS = 15000;
const SETTLED_AFTER_MS = 300;
const POINTED_AT_MS = 1500;

function itemsOf(list) {
  return new Set([...list.querySelectorAll("[data-item]")].map((row) => row.dataset.item));
}

// How to find the focused part again among the new ones.
function addressOf(part) {
  if (part.id) return `#${CSS.escape(part.id)}`;
  if (part.hasAttribute("href")) return `a[href="${CSS.escape(part.getAttribute("href"))}"]`;
  if (part.form?.hasAttribute("action")) return `form[action="${CSS.escape(part.form.getAttribute("action"))}"] button`;
  return part.className ? `.${CSS.escape(part.classList[0])}` : null;
}

function swap(list, fresh) {
  const held = list.contains(document.activeElement) ? document.activeElement : null;
  const address = held && held !== list ? addressOf(held) : null;
  const aside = list.querySelector(".desk-scroll")?.scrollLeft ?? 0;
  list.replaceChildren(...fresh.childNodes);
  const scrolled = list.querySelector(".desk-scroll");
  if (scrolled) scrolled.scrollLeft = aside;
  if (!held) return;
  // What had the focus may be gone, claimed by a colleague: then the list has it, not the top of the page.
  list.tabIndex = -1;
  ((address && list.querySelector(address)) || list).focus({ preventScroll: true });
}

function announce(list, before, say) {
  const count = [...itemsOf(list)].filter((item) => !before.has(item)).length;
  if (count === 1) say(list.dataset.wordsOne);
  if (count > 1) say(list.dataset.wordsMany.replace("{count}", count));
}

// A row must not move away under a finger, nor a box while somebody types into it.
function inUse(list) {
  return list.querySelector("a:hover, button:hover, input:focus, select:focus, textarea:focus") !== null;
}

async function fetched(list) {
  const answer = await fetch(list.dataset.fragment ?? window.location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return answer.ok ? page.getElementById(list.id) : null;
}

/** Keep a list up to date as long as the page is looked at; say(words) tells how many came. */
export function keepLive(list, say) {
  let shown = list.innerHTML;
  let stream = null;
  let timer = null;

  async function refresh() {
    timer = null;
    // Without an answer the old list stays, and the next event tries again.
    const fresh = await fetched(list).catch(() => null);
    if (!fresh || fresh.innerHTML === shown) return;
    if (inUse(list)) {
      soon(POINTED_AT_MS);
      return;
    }
    shown = fresh.innerHTML;
    const before = itemsOf(list);
    swap(list, fresh);
    announce(list, before, say);
  }

  function soon(wait) {
    // Never put off by further events: a busy queue would stand still.
    timer ??= setTimeout(refresh, wait);
  }

  function listen() {
    stream?.close();
    if (document.hidden) return;
    stream = new EventSource(list.dataset.live);
    // Something may have happened between the page and its stream, and while a stream was broken.
    stream.onopen = () => soon(SETTLED_AFTER_MS);
    stream.onmessage = () => soon(SETTLED_AFTER_MS);
    stream.addEventListener("crowded", () => stream.close());
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, LISTEN_AGAIN_MS);
    };
  }

  // A browser has few connections to one address: a tab in the background gives its own back.
  document.addEventListener("visibilitychange", listen);
  listen();
}
