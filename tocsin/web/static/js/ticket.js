// A ticket's page: the suggestion follows the severity that is chosen, r quotes what is selected, and the language
// buttons take along the form that is being typed in. Without this file everything works.
(() => {
  // <form data-suggests='{"high": "P2", …}'>: a reason is asked for where a choice differs from what is suggested.
  function suggesting(form) {
    const follows = JSON.parse(form.dataset.suggests);
    const { severity, priority } = form.elements;
    let own = priority.value !== follows[severity.value];
    const label = (value) => {
      for (const option of priority.options) {
        option.textContent = option.value === value ? form.dataset.suggested.replace("{}", option.value) : option.value;
      }
    };
    const differs = (name, different) => {
      const place = form.querySelector(`[data-differs="${name}"]`);
      const kept = place.querySelector("input").value || place.querySelector(".error");
      place.hidden = !different && !kept;
    };
    const show = () => {
      const suggested = follows[severity.value];
      label(suggested);
      if (!own) priority.value = suggested;
      differs("severity", severity.value !== form.dataset.severity);
      differs("priority", priority.value !== suggested);
    };
    severity.addEventListener("change", show);
    priority.addEventListener("change", () => { own = priority.value !== follows[severity.value]; show(); });
    show();
  }

  // The language buttons of the footer send the form that was typed in last.
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("main form[id]");
    if (!form?.elements.draft_key) return;
    document.querySelectorAll('footer button[name="language"]').forEach((button) => {
      button.setAttribute("form", form.id);
      button.formNoValidate = true;
    });
  });

  // r puts the selected text into the box, as a quotation.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "r" || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.shortcuts === "off") return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
    const selection = document.getSelection();
    const box = document.querySelector("#write textarea, #write-form textarea");
    const text = selection?.toString().trim();
    if (!box || !text || !document.getElementById("ticket")?.contains(selection.anchorNode)) return;
    event.preventDefault();
    const quoted = text.split("\n").map((line) => `> ${line}`).join("\n");
    box.value = `${box.value}${box.value && !box.value.endsWith("\n") ? "\n\n" : ""}${quoted}\n\n`;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.querySelectorAll("form[data-suggests]").forEach(suggesting);
})();
