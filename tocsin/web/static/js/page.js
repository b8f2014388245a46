// The page around the forms: copying, printing, polling for changes, and the keys of lists. Sentences come from data attributes.
(() => {
  const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  // <button data-copy="text" data-copied="Copied"> and <button data-print>; both are shown by this file only (hidden without it).
  document.querySelectorAll("[data-copy][hidden], [data-print][hidden]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy], [data-print]");
    if (!button) return;
    if (button.hasAttribute("data-print")) { window.print(); return; }
    await copy(button.dataset.copy);
    const before = button.dataset.label || (button.dataset.label = button.textContent);
    button.setAttribute("aria-live", "polite");
    button.textContent = button.dataset.copied || before;
    setTimeout(() => { button.textContent = before; }, 2000);
  });
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea"); // pages served without TLS have no clipboard API
      area.value = text;
      area.className = "visually-hidden";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  // An answer that htmx does not show (a lost connection, a 500) is said where messages stand.
  const failed = () => {
    const place = document.getElementById("flashes");
    if (!place) return;
    const words = document.createElement("p");
    words.className = "flash error";
    words.textContent = place.dataset.failed;
    place.replaceChildren(words);
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);

  // data-poll="URL": asked while the page is visible; when its ETag changes, data-refresh is fetched into the element.
  function poll(element) {
    const every = Number(element.dataset.pollEvery || 1000);
    let etag = element.dataset.etag || "", pause = every, timer = 0, owed = false;
    const busy = () => element.contains(document.activeElement) && typing(document.activeElement);
    const refresh = () => {
      if (busy()) { owed = true; return; }
      owed = false;
      const target = element.dataset.refreshTarget ? document.querySelector(element.dataset.refreshTarget) : element;
      window.htmx.ajax("GET", element.dataset.refresh, { target, source: element, swap: element.dataset.refreshSwap || "innerHTML" });
    };
    const ask = async () => {
      if (document.hidden || !element.isConnected) return;
      try {
        const headers = etag ? { "If-None-Match": etag } : {};
        const answer = await fetch(element.dataset.poll, { headers, credentials: "same-origin", cache: "no-store" });
        if (answer.redirected || [401, 403, 404, 410].includes(answer.status)) return;
        pause = answer.ok || answer.status === 304 ? every : Math.min(pause * 2, 30000);
        const fresh = answer.headers.get("ETag") || "";
        if (answer.ok && fresh && fresh !== etag) {
          const first = !etag;
          etag = fresh;
          if (!first) refresh();
        }
      } catch {
        pause = Math.min(pause * 2, 30000);
      }
      timer = setTimeout(ask, pause);
    };
    document.addEventListener("visibilitychange", () => { clearTimeout(timer); if (!document.hidden) ask(); });
    element.addEventListener("focusout", () => setTimeout(() => { if (owed) refresh(); }, 0));
    timer = setTimeout(ask, every);
  }

  // Keys of a list: j k Enter in [data-keys] with one [data-row] link each; / to search, ? for help, g then a letter to go,
  // 1 to 9 press what says data-key. None fires in a text field; data-shortcuts="off" on <body> turns all off.
  let going = 0;
  const rows = () => [...document.querySelectorAll("[data-keys] [data-row]")].filter((row) => row.offsetParent);
  function move(step) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
    return true;
  }
  function help() {
    const dialog = document.querySelector("dialog[data-keys-help]");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  }
  function search() {
    const box = document.querySelector("[data-search]");
    box?.focus();
    box?.select();
    return Boolean(box);
  }
  const pressed = (key) => {
    const prefix = Date.now() - going < 1500 ? `g${key}` : "";
    going = 0;
    const target = (prefix && document.querySelector(`[data-key="${CSS.escape(prefix)}"]`)) || document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) target.focus();
    else target.click();
    return true;
  };
  const actions = { j: () => move(1), k: () => move(-1), "/": search, "?": help };
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.shortcuts === "off" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]") || event.key.length > 1) return;
    if (event.key === "g" && document.querySelector('[data-key^="g"]')) { going = Date.now(); return; }
    if ((!going && actions[event.key]?.()) || pressed(event.key)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
  });

  function start(root) {
    if (root.matches?.("[data-poll]")) poll(root);
    root.querySelectorAll("[data-poll]").forEach(poll);
  }
  start(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt === document.body) return;
    start(event.detail.elt);
    event.detail.elt.querySelectorAll?.("[data-copy][hidden], [data-print][hidden]").forEach((button) => { button.hidden = false; });
  });
})();
