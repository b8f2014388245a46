// Forms: saving while typing, one submission, conditional questions, files, and no text lost. All of it is an addition:
// without this file every form works. Sentences come from data attributes, so that they are in the reader's language.
(() => {
  const WAIT = 1500;
  const dirty = new Set();
  const each = (root, selector, act) => {
    if (root.matches?.(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };
  const savedPlace = (form) => form.querySelector("[data-saved]") || document.querySelector(`[data-saved="${form.id}"]`);

  // <form data-autosave="URL"> posts itself; the answer, a fragment such as "Saved 10:42", goes into [data-saved].
  function autosave(form) {
    let timer = 0, running = null, again = false;
    const save = async () => {
      clearTimeout(timer);
      timer = 0;
      if (running) { again = true; return; }
      const body = new FormData(form);
      for (const file of form.querySelectorAll("[type=file]")) body.delete(file.name);
      const request = { method: "POST", body, headers: { "HX-Request": "true" }, credentials: "same-origin", keepalive: document.hidden };
      try {
        running = fetch(form.dataset.autosave, request);
        const answer = await running;
        const place = savedPlace(form);
        if (answer.ok && !answer.redirected) {
          if (!timer) dirty.delete(form);
          if (place) place.innerHTML = await answer.text();
        } else if (place) place.textContent = place.dataset.failed || "";
      } catch {
        const place = savedPlace(form);
        if (place) place.textContent = place.dataset.failed || "";
      }
      running = null;
      if (again) { again = false; save(); }
    };
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(save, WAIT);
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden && timer) save(); });
    form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });
  }

  // A second click is swallowed; the button that was pressed keeps its name and value, because nothing is disabled
  // before the browser has gathered the fields.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    dirty.delete(form);
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 15000);
  });
  const release = (form) => {
    delete form.dataset?.sent;
    form.querySelectorAll?.("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) { release(form); if (event.detail.successful) dirty.delete(form); }
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // Ctrl+Enter (or Cmd+Enter) sends a form that says data-ctrl-enter; its value may name the button to press.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest?.("form[data-ctrl-enter]");
    if (!form) return;
    event.preventDefault();
    const button = form.dataset.ctrlEnter ? document.getElementById(form.dataset.ctrlEnter) : null;
    form.requestSubmit(button || form.querySelector("[type=submit]:not(.link), button:not([type])"));
  });

  // data-shown-when="name=value" or "name=one|two": visible only then; what is hidden is not posted.
  function conditional(part) {
    const [name, wanted] = part.dataset.shownWhen.split("=");
    const values = wanted.split("|");
    const form = part.closest("form") || document;
    const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (!inputs.length) return;
    inputs.forEach((input) => input.setAttribute("aria-controls", part.id || (part.id = `when-${name}-${wanted.replace(/\W/g, "-")}`)));
    const chosen = () => inputs.some((input) => (/radio|checkbox/.test(input.type) ? input.checked : true) && values.includes(input.value));
    const show = (first) => {
      const visible = chosen();
      if (part.hidden === !visible) return;
      part.hidden = !visible;
      if (!first && visible && part.dataset.announce) announce(part.dataset.announce);
    };
    inputs.forEach((input) => input.addEventListener("change", () => show(false)));
    show(true);
  }
  function announce(sentence) {
    let place = document.getElementById("announcer");
    if (!place) {
      place = document.createElement("div");
      place.id = "announcer";
      place.className = "visually-hidden";
      place.setAttribute("role", "status");
      document.body.append(place);
    }
    place.textContent = "";
    setTimeout(() => { place.textContent = sentence; }, 50);
  }

  // Files: dropped on [data-drop] or pasted anywhere in its form, they join what was chosen before.
  function files(area) {
    const input = area.matches("[type=file]") ? area : area.querySelector("[type=file]");
    if (!input) return;
    let kept = [];
    const add = (more) => {
      const all = new DataTransfer();
      const known = new Set();
      for (const file of [...kept, ...more]) {
        const key = `${file.name}/${file.size}/${file.lastModified}`;
        if (!known.has(key)) { known.add(key); all.items.add(file); }
      }
      input.files = all.files;
      kept = [...input.files];
      list(input);
    };
    input.addEventListener("change", () => add([...input.files]));
    area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
    area.addEventListener("dragleave", () => area.classList.remove("over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.classList.remove("over");
      add([...event.dataTransfer.files]);
    });
    area.closest("form")?.addEventListener("paste", (event) => {
      const pasted = [...(event.clipboardData?.files || [])];
      if (pasted.length) { event.preventDefault(); add(pasted); }
    });
    input.addEventListener("tocsin:remove", (event) => { kept.splice(event.detail, 1); add([]); });
  }
  function list(input) {
    const place = document.querySelector(`[data-files-of="${input.id}"]`);
    if (!place) return;
    const limit = Number(place.dataset.maxBytes || 0);
    place.replaceChildren(...[...input.files].map((file, index) => {
      const row = document.createElement("li");
      const size = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
      row.append(`${file.name} · ${size.format(Math.max(1, file.size / 1000))} `);
      if (limit && file.size > limit) {
        const error = document.createElement("span");
        error.className = "error";
        error.textContent = place.dataset.tooLarge || "";
        row.append(error);
      }
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "link";
      remove.textContent = place.dataset.remove || "×";
      remove.setAttribute("aria-label", `${place.dataset.remove || "×"}: ${file.name}`);
      remove.addEventListener("click", () => { input.dispatchEvent(new CustomEvent("tocsin:remove", { detail: index })); input.focus(); });
      row.append(remove);
      return row;
    }));
  }

  // data-counter="Characters: {count} of {limit}" tells and never blocks.
  function counter(place) {
    const input = document.getElementById(place.dataset.counterOf);
    if (!input) return;
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    const tell = () => {
      place.textContent = place.dataset.counter.replace("{count}", numbers.format([...input.value].length)).replace("{limit}", numbers.format(place.dataset.limit || 0));
    };
    input.addEventListener("input", tell);
    tell();
  }

  // Leaving with unsaved text asks first (the browser's own words), in forms that say data-unsaved or data-autosave.
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-unsaved], form[data-autosave]");
    if (form) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    for (const form of dirty) if (!form.isConnected) dirty.delete(form);
    if (dirty.size) event.preventDefault();
  });

  function start(root) {
    each(root, "form[data-autosave]", autosave);
    each(root, "[data-shown-when]", conditional);
    each(root, "[data-drop]", files);
    each(root, "[data-counter]", counter);
    each(root, "[data-focus]", (place) => place.focus());
  }
  start(document);
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) start(event.detail.elt); });
})();
