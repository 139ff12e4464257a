// The chat page: joins the form above the chat, deep-chat, the API and the stream of champions' replies.
import "./vendor/deep-chat/deepChat.bundle.js";
import { Api, Refused, UNKNOWN_SESSION } from "./api.js";
import { dress, label } from "./dressing.js";
import { escaped, readable, safeMarkdown } from "./markdown.js";
import { Memory } from "./memory.js";
import { Results, below, isLink } from "./results.js";

const LISTEN_AGAIN_MS = 15000;
const SETTLED_AFTER_MS = 60;
const place = document.getElementById("chat");
const words = place.dataset;
const memory = new Memory();
const nation = document.getElementById("nation");
const role = document.getElementById("role");
const saved = document.getElementById("saved");
const chat = document.createElement("deep-chat");
const results = new Results(chat, words, document.getElementById("printed"));
let inside = null;
let pressed = null;
let unsent = null;
let busy = false;
let events = null;
let again = null;
let settling = null;
const heldBack = [];

const api = new Api(() => ({ nation: nation.value, role: role.value }), listen, words.framed === "yes");

function roleOf(reply) {
  return reply.outcome === "safeguard" ? "safeguard" : "ai";
}

function buttons(choices) {
  const offered = choices.map(
    (choice) => `<button type="button" class="choice" data-payload="${escaped(choice.payload)}">${escaped(choice.title)}</button>`,
  );
  return `<div class="choices" role="group" aria-label="${escaped(words.choose)}">${offered.join("")}</div>`;
}

function withdrawChoices() {
  for (const group of chat.shadowRoot.querySelectorAll(".choices")) group.closest(".outer-message-container")?.remove();
  memory.offer([]);
}

// The same words sent again after a failure are the same message: it may have arrived the first time.
function messageOf(text) {
  const choice = pressed;
  pressed = null;
  if (unsent?.text !== text || unsent?.choice !== choice) unsent = { text, choice, id: newId() };
  return choice === null ? { text, message_id: unsent.id } : { choice, message_id: unsent.id };
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function ask(body, signals) {
  const text = body.messages.at(-1).text;
  const message = messageOf(text);
  busy = true;
  try {
    const replies = await api.send(message);
    unsent = null;
    if (!wasNotTaken(replies)) withdrawChoices();
    memory.add("user", text);
    const said = replies.map((reply) => ({ role: roleOf(reply), text: reply.text, below: below(reply) }));
    await signals.onResponse(said.flatMap(messages));
    for (const one of said) memory.add(one.role, one.text, one.below);
    offer(replies.flatMap((reply) => reply.choices));
    setTimeout(scrollToQuestion, 50);
  } catch (error) {
    failed(error, message, signals);
  }
  busy = false;
  heldBack.splice(0).forEach(show);
}

// Too many at once, or a broken database: nothing was done, so what could be pressed can be pressed later.
function wasNotTaken(replies) {
  return replies[0].outcome === "error" && replies[0].ticket === null;
}

// What deep-chat shows of something said: the words, and what stands below them.
function messages(said) {
  const words = { role: said.role, text: readable(said.text) };
  return said.below ? [words, { role: "choices", html: results.html(said) }] : [words];
}

function offer(offered) {
  const choices = offered.filter((choice) => !isLink(choice));
  if (!choices.length) return;
  memory.offer(choices);
  chat.addMessage({ html: buttons(choices), role: "choices" });
}

// deep-chat scrolls to the end; a long answer must be read from its beginning.
function scrollToQuestion() {
  const asked = chat.shadowRoot.querySelectorAll(".deep-chat-outer-container-role-user");
  const last = asked[asked.length - 1];
  if (last) inside.log.scrollTop += last.getBoundingClientRect().top - inside.log.getBoundingClientRect().top;
}

function failed(error, message, signals) {
  signals.onResponse({ error: reasonOf(error) });
  if (message.text !== undefined) {
    inside.box.textContent = message.text;
    inside.box.dispatchEvent(new Event("input"));
  }
}

function reasonOf(error) {
  // Refused right after a session was begun: the browser did not keep its cookie.
  if (error.status === UNKNOWN_SESSION) return words.cookieless;
  return error instanceof Refused ? error.message : words.offline;
}

function show(reply) {
  if (busy) {
    heldBack.push(reply);
    return;
  }
  if (!memory.isNew(reply.number)) return;
  // Only what belongs to a ticket comes from a champion; reminders, digests and news of changes are the bot's own.
  const said = { role: reply.outcome === "escalate" ? "champion" : "ai", text: reply.text, below: below(reply) };
  memory.add(said.role, said.text, said.below);
  messages(said).forEach((message) => chat.addMessage(message));
  document.dispatchEvent(new CustomEvent("chat-reply", { detail: said.role }));
  offerToo((reply.choices ?? []).filter((choice) => !isLink(choice)));
}

// What comes later brings buttons of its own; those of the question before still work.
function offerToo(choices) {
  const before = memory.choices;
  offer(choices);
  // The same button may stand below an earlier message as well; after a reload all stand together.
  const others = before.filter((one) => !choices.some((choice) => choice.payload === one.payload));
  if (choices.length) memory.offer([...others, ...choices]);
}

function listen() {
  events?.close();
  clearTimeout(again);
  events = new EventSource(`/api/events?after=${memory.number}`);
  events.onmessage = (event) => show(JSON.parse(event.data));
  // Too many pages of one person: this one gets its replies when it is opened again.
  events.addEventListener("crowded", () => events.close());
  events.onerror = () => {
    // The browser comes back by itself unless the answer was an error.
    if (events.readyState === EventSource.CLOSED) again = setTimeout(listen, LISTEN_AGAIN_MS);
  };
}

async function profileChanged() {
  saved.textContent = "";
  try {
    await api.change();
    saved.textContent = words.saved;
  } catch (error) {
    saved.textContent = error instanceof Refused ? error.message : words.unsaved;
  }
}

async function end() {
  try {
    await api.end();
  } catch (error) {
    // A session that is already gone is ended.
    if (error.status !== UNKNOWN_SESSION) {
      saved.textContent = words.unsaved;
      return;
    }
  }
  memory.clear();
  window.location.reload();
}

function pressChoice(event) {
  const button = event.target.closest?.(".choice");
  // A link opens by itself, as often as somebody likes.
  if (!button || button.href || busy || results.press(button)) return;
  pressed = button.dataset.payload;
  chat.submitUserMessage({ text: button.textContent });
  inside.box.focus();
}

// deep-chat builds its inside twice while it starts; what is put into the first one is lost.
function settle() {
  clearTimeout(settling);
  settling = setTimeout(ready, SETTLED_AFTER_MS);
}

function ready() {
  inside = label(chat, words);
  offer(memory.choices);
  if (words.session === "yes") api.resume();
  for (const part of [document.getElementById("profile"), document.getElementById("end")]) part.disabled = false;
  document.dispatchEvent(new Event("chat-ready"));
}

function start() {
  window.remarkable_plugins = [{ plugin: (markdown) => safeMarkdown(markdown, words) }];
  dress(chat, words);
  chat.introMessage = { text: words.welcome };
  chat.history = memory.said.flatMap(messages);
  chat.connect = { handler: ask };
  chat.onComponentRender = () => {
    const container = chat.shadowRoot.getElementById("container");
    new MutationObserver(settle).observe(container, { childList: true });
    chat.shadowRoot.addEventListener("click", pressChoice);
    settle();
  };
  place.append(chat);
  nation.addEventListener("change", profileChanged);
  role.addEventListener("change", profileChanged);
  document.getElementById("end").addEventListener("click", end);
}

start();
