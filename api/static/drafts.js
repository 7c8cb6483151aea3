"use strict";

// What was typed into a form is kept on this device until it is sent: through a lost signal, and
// past the end of a session. It is sealed with a key that only the same sign-in is given, and that
// is nowhere on the device. It goes when it was received, at sign-out, or after seven days.
(() => {
  const given = document.querySelector("meta[name='draft-key']");
  if (!given || !window.crypto || !crypto.subtle || !window.indexedDB) {
    return;
  }
  const KEPT_FOR = 7 * 24 * 60 * 60 * 1000;
  const AGAIN_AFTER = 20 * 1000;
  const WAYS_IN = ["/sign-in", "/demo"];
  const form = document.querySelector("form[data-keep]");
  const here = location.pathname;

  // --- The box ---

  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("alongside-drafts", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const box = async (mode, what) => {
    const store = (await opened).transaction("drafts", mode).objectStore("drafts");
    const asked = what(store);
    return new Promise((done, failed) => {
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  };
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const secret = bytes(given.content);
  const key = crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
  const owner = crypto.subtle.digest("SHA-256", secret).then((found) =>
    [...new Uint8Array(found).slice(0, 8)].map((each) => each.toString(16)).join("-"));

  const keep = async (id, draft) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(draft));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, plain);
    const kept = { id, owner: await owner, at: Date.now(), iv, sealed };
    await box("readwrite", (store) => store.put(kept));
  };
  const drop = (id) => box("readwrite", (store) => store.delete(id));
  const mine = async () => {
    const found = [];
    for (const each of await box("readonly", (store) => store.getAll())) {
      if (Date.now() - each.at > KEPT_FOR) {
        await drop(each.id);
      } else if (each.owner === (await owner)) {
        const plain = await crypto.subtle.decrypt(
          { name: "AES-GCM", iv: each.iv }, await key, each.sealed);
        found.push({ id: each.id, ...JSON.parse(new TextDecoder().decode(plain)) });
      }
    }
    return found;
  };

  // --- What is said ---

  const say = (words, link) => {
    const place = document.getElementById("kept") || document.createElement("p");
    place.id = "kept";
    place.className = "kept";
    place.setAttribute("role", "status");
    place.textContent = `${words} `;
    if (link) {
      const way = document.createElement("a");
      way.href = link.href;
      way.textContent = link.text;
      place.append(way);
    }
    const main = document.getElementById("content");
    if (!place.isConnected) {
      main.prepend(place);
    }
  };

  // --- Sending ---

  // Where an answer led to; nothing where it was not received.
  const send = async (draft) => {
    const sent = await fetch(draft.path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: draft.body,
      credentials: "same-origin",
    }).catch(() => null);
    if (sent === null || (sent.status >= 500 && !sent.redirected)) {
      return { outcome: "unsent" };
    }
    const led = new URL(sent.url);
    if (WAYS_IN.some((each) => led.pathname === each || led.pathname.startsWith(`${each}/`))) {
      return { outcome: "signed-out" };
    }
    return { outcome: sent.ok || sent.redirected ? "received" : "refused", href: led.pathname + led.search };
  };
  const said = (source) => new URLSearchParams(new FormData(source)).toString();

  // --- The form of this page ---

  const restore = (draft) => {
    const answers = new URLSearchParams(draft.body);
    for (const field of form.elements) {
      if (!field.name || !answers.has(field.name)) {
        continue;
      }
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = answers.getAll(field.name).includes(field.value);
      } else {
        field.value = answers.get(field.name);
      }
    }
  };
  if (form) {
    const id = `typed ${here}`;
    const written = () => ({ path: here + location.search, body: said(form), ready: false });
    form.addEventListener("change", () => keep(id, written()));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const draft = { ...written(), ready: true };
      const name = `sent ${new URLSearchParams(draft.body).get("key")}`;
      await keep(name, draft);
      await drop(id);
      const answer = await send(draft);
      if (answer.outcome === "received") {
        await drop(name);
        location.assign(answer.href);
      } else if (answer.outcome === "refused") {
        await drop(name);
        form.submit(); // the page that comes back says what is in the way
      } else if (answer.outcome === "signed-out") {
        say("Not sent yet. Kept on this phone.", { href: "/", text: "Sign in to send it" });
      } else {
        say("Not sent yet. Kept on this phone. It is sent when the signal is back.");
      }
    });
    mine().then((all) => {
      const typed = all.find((each) => each.id === id);
      if (typed && !document.getElementById("error-summary")) {
        restore(typed);
      }
    });
  }

  // --- What waits from before ---

  const again = async () => {
    for (const draft of (await mine()).filter((each) => each.ready)) {
      const answer = await send(draft);
      if (answer.outcome === "received") {
        await drop(draft.id);
        say("What was kept on this phone is sent.", { href: answer.href, text: "See it" });
      } else if (answer.outcome === "refused") {
        await drop(draft.id);
        await keep(`typed ${new URL(draft.path, location).pathname}`, { ...draft, ready: false });
        say("Something that was kept on this phone needs you.", { href: draft.path, text: "Open it" });
      } else {
        say("Not sent yet. Kept on this phone.");
      }
    }
  };
  again();
  window.addEventListener("online", again);
  setInterval(again, AGAIN_AFTER);

  // --- Leaving ---

  for (const leaving of document.querySelectorAll("form[action^='/sign-out'], form[action$='everywhere']")) {
    leaving.addEventListener("submit", async (event) => {
      event.preventDefault();
      const all = await mine();
      const unsent = all.filter((each) => each.ready).length;
      if (unsent && !window.confirm("Something on this phone is not sent yet. Sign out and lose it?")) {
        return;
      }
      await Promise.all(all.map((each) => drop(each.id)));
      leaving.submit();
    });
  }
})();
