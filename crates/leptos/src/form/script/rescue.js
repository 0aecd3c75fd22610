// What becomes of a press when the wasm is late, does not come, traps, or may not make calls. The page gets this without its comments.
{
  // Submit events in the order of the presses. Each has `sending`, the entries that it sends, until it is answered: set
  // here while it is held, and by the wasm while that has it.
  let presses = [];
  // The press that is being handed to the wasm.
  let handed;
  let timer, busy, count = 0;
  // 1: the wasm seems not to come. 2: it has trapped.
  let broken = 0;
  const { submit, requestSubmit } = HTMLFormElement.prototype;
  const open = () => presses.filter(press => press.sending).sort((a, b) => a.at - b.at);
  const held = () => open().filter(press => press.held);
  const find = selector => document.querySelectorAll(selector);
  const text = data => String(new URLSearchParams(data));
  // A button may have gone from its form meanwhile.
  const button = ({ target: form, submitter }) => submitter?.form == form ? submitter : null;
  const entries = press => new FormData(press.target, button(press));

  const mint = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), byte => (byte + 256).toString(16).slice(1)).join("");

  const free = form => {
    delete form.dataset.sent;
    for (const it of [form, ...form.querySelectorAll("[aria-busy]")]) it.removeAttribute("aria-busy");
  };

  // Whoever asks the form meanwhile, be it the browser or the wasm, gets the entries of the press.
  const as = (form, given, act) => {
    const put = ({ formData }) => {
      for (const name of [...formData.keys()]) formData.delete(name);
      for (const [name, value] of given) formData.append(name, value);
    };
    form.addEventListener("formdata", put);
    act();
    form.removeEventListener("formdata", put);
  };

  const post = ({ target, sending }, keepalive) =>
    fetch(target.getAttribute("action"), {
      method: "POST",
      body: target.enctype[0] == "m" ? sending : new URLSearchParams(sending),
      redirect: "manual",
      keepalive,
    }).catch(() => 0);

  // Posts what is open, each once the one before is answered; a success is a redirect. The last, or the first that
  // failed, is posted by the browser, which shows its answer: its key keeps it from being done twice.
  const flush = async () => {
    timer = clearTimeout(timer);
    if (busy) return;
    busy = 1;
    let press, shown, answer = 1;
    while (answer && (press = open())[shown ? 0 : 1]) {
      press = press[0];
      press.sent = press.sending;
      answer = await post(press);
      press.sending = 0;
      if (answer.type != "opaqueredirect") shown ||= press;
    }
    busy = 0;
    press = shown || open()[0];
    if (!press) return;
    const { target: form, sending, sent } = press;
    press.sending = 0;
    // Only a form of the document can be submitted.
    if (!form.isConnected) document.body.append(form);
    as(form, sending || sent, () => submit.call(form));
  };

  // Hands what is held to the wasm, in order, up to the first whose form it has not got yet.
  const hand = () => {
    while (!busy && (handed = held()[0])) {
      const { target: form, sending } = handed;
      const { noValidate } = form;
      if (!form.isConnected || !("live" in form.dataset)) break;
      handed.sending = 0;
      free(form);
      if (text(entries(handed)) != text(sending)) form.dataset.typed = "";
      // What was sent was valid, whatever was typed since.
      form.noValidate = true;
      as(form, sending, () => requestSubmit.call(form, button(handed)));
      form.noValidate = noValidate;
      delete form.dataset.typed;
    }
    if (!handed) timer = clearTimeout(timer);
    handed = 0;
  };

  // A form has become the wasm's, or the whole page has.
  const look = () => {
    if (broken < 2) {
      broken = 0;
      return hand();
    }
    delete document.documentElement.dataset.actions;
    // One that has trapped hears of submits no more: the browser posts them.
    for (const form of find("form[data-live]")) {
      document.removeEventListener("submit", form._submit);
      delete form.dataset.live;
    }
  };

  const fail = ({ type, error, reason = error }) => {
    if (reason?.name == "RuntimeError") {
      broken = 2;
      look();
      // A listener has trapped in the middle of a submit, and may have stopped the browser before.
      for (const press of presses) press.trapped ||= press.eventPhase;
      for (const form of busy ? [] : find("form[data-call]")) if (!open().some(press => press.target == form)) free(form);
      setTimeout(() => {
        for (const press of presses) {
          // What is held is sent as it was; what was looked at once is not looked at again.
          if (press.trapped && press.defaultPrevented && !press.held) press.sending ||= entries(press);
          press.trapped = 0;
          if (press.sending) press.target.dataset.sent = 1;
        }
        flush();
      });
    } else if (type != "error" && !find("form[data-live]")[0]) {
      // Whatever was rejected before any form was the wasm's: its script, its bytes, its start. To post is always right.
      broken = 1;
      flush();
    }
  };

  addEventListener("error", fail);
  addEventListener("unhandledrejection", fail);
  // A policy of the page stops calls before they are sent, and the wasm hears of that as of a lost connection.
  addEventListener("securitypolicyviolation", ({ disposition, blockedURI }) => {
    if (disposition != "enforce" || !blockedURI.includes("/_call/")) return;
    // It still listens, and would undo a change that it cannot send.
    for (const type of ["input", "change"]) document.addEventListener(type, event => event.stopImmediatePropagation(), true);
    fail({ reason: { name: "RuntimeError" } });
  });
  new MutationObserver(look).observe(document, { subtree: true, attributeFilter: ["data-live", "data-actions"] });

  listen("submit", press => {
    if (!press.target.dataset?.call) return;
    presses = presses.filter(press => press.sending || press.eventPhase);
    presses.push(press);
    press.at = handed ? handed.at : ++count;
  }, true);

  // Behind that of form.js, which lets nothing pass twice and shows that the form is busy.
  listen("submit", press => {
    const { target: form, submitter } = press;
    const { call, hold, live, repeat } = form.dataset ?? {};
    if (!call || isStopped(press) || submitter?.matches("[formaction],[formmethod]")) return;
    const counts = repeat != null && live == null;
    const waits = (hold != null || counts) && live == null && !broken && requestSubmit;
    // One from before this file is under way, unless it is held already.
    press.held = early.includes(press) ? press._held : waits || counts || busy || !!held()[0];
    if (press.held) {
      press.preventDefault();
      press.sending = press._held ?? entries(press);
      // Each click is an intent of its own, and the run goes on: a page that is being loaded would take no more of them.
      if (counts && form._sent++) press.sending.set("_key", mint());
      else form._sent = 1;
      // So long somebody who sees that it is busy waits; most wasm is there by then.
      if (waits) timer ||= setTimeout(flush, 3000 - (press._held ? performance.now() - press.timeStamp : 0));
      else if (counts) timer = setTimeout(flush, 500, clearTimeout(timer));
      else flush();
    } else {
      press.sending = 0;
    }
  });

  // Whoever leaves the page has pressed all the same.
  addEventListener("pagehide", () => {
    for (const press of held()) {
      post(press, true);
      press.sending = 0;
    }
  });
}
