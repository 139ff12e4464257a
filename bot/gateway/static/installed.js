// Lets the browser show a page of ours when there is no connection (service-worker.js).
const version = document.querySelector("meta[name=offline-version]").content;

// Where there is none (an old browser, plain http), the chat works all the same.
navigator.serviceWorker?.register(`/service-worker.js?v=${version}`).catch(() => {});
