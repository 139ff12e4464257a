// The gateway's JSON API (docs/api.md).
export const UNKNOWN_SESSION = 401;

export class Refused extends Error {}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? {} : await response.json();
  if (!response.ok) {
    const refused = new Refused(answer.error);
    refused.status = response.status;
    throw refused;
  }
  return answer;
}

export class Api {
  // `framed`: the page stands in a frame of another site's page, which needs a cookie of its own kind.
  constructor(profile, onSession, framed = false) {
    this.hasSession = false;
    this.framed = framed;
    this.profile = profile;
    this.onSession = onSession;
  }

  // The page was opened with a session.
  resume() {
    this.hasSession = true;
    this.onSession();
  }

  async start() {
    await call("POST", "/api/sessions", { ...this.profile(), framed: this.framed });
    this.hasSession = true;
    this.onSession();
  }

  async send(message) {
    if (!this.hasSession) await this.start();
    try {
      return (await call("POST", "/api/messages", message)).messages;
    } catch (error) {
      if (error.status !== UNKNOWN_SESSION) throw error;
      await this.start();
      return (await call("POST", "/api/messages", message)).messages;
    }
  }

  async change() {
    if (!this.hasSession) return this.start();
    return call("PATCH", "/api/sessions", this.profile());
  }

  async end() {
    if (this.hasSession) await call("DELETE", "/api/sessions");
  }
}
