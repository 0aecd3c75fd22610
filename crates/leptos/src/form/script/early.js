// The part of the script that stands in each page and acts until the file runs. It lets the browser post forms, holds those with
// `hold` or `repeat`, and records events in `_early` for the file, which resets that (start.js). It gives up if the file has not
// run at `DOMContentLoaded`, three seconds after a form was held, or when a navigation has failed, which ends the file's loading:
// then it posts what it holds, and leaves every later form to the browser.
var _early = [];
{
  const events = _early, held = events.held = [], sent = new Set;
  // The form of the last click, where a key went down, and the click that may have sent a form.
  let last, key, tap;
  const stop = e => {
    e.preventDefault();
    e.stopImmediatePropagation();
  };

  const post = ({ target, _held }, keepalive) =>
    fetch(target.getAttribute("action"), {
      method: "POST",
      body: target.enctype[0] == "m" ? _held : new URLSearchParams(_held),
      redirect: "manual",
      keepalive,
    }).catch(() => 0);

  // Posts what is held, one after another. The browser itself posts the last, or the first that failed, and shows the answer.
  const give = async () => {
    if (!_early) return;
    _early = 0;
    let shown;
    while (held[shown ? 0 : 1]) {
      if ((await post(held[0])).type != "opaqueredirect") shown ??= held[0];
      held.shift();
    }
    shown ??= held.shift();
    shown?.target.addEventListener("formdata", ({ formData }) => {
      for (const name of [...formData.keys()]) formData.delete(name);
      for (const it of shown._held) formData.append(...it);
    });
    shown && HTMLFormElement.prototype.submit.call(shown.target);
  };
  addEventListener("DOMContentLoaded", give);
  window.navigation?.addEventListener("navigateerror", give);
  addEventListener("pagehide", () => held.splice(0).forEach(e => post(e, true)));

  // The time and the place of the press that led to this page.
  try {
    events.press = sessionStorage._press.split(",");
    delete sessionStorage._press;
  } catch {}
  const goesOn = ({ detail, timeStamp, clientX, clientY }, [at, x, y] = events.press ?? []) =>
    detail > 1 || performance.timeOrigin + timeStamp - at < 500 && Math.hypot(clientX - x, clientY - y) < 40;

  for (const type of ["pointerdown", "keydown", "keyup", "input", "change", "reset", "click"]) addEventListener(type, e => {
    if (!_early) return;
    events.push(e);
    const { target } = e;
    if (type == "keydown") {
      if (!e.repeat) key = target;
      else if (e.key == "Enter" && (key != target || target.matches("input,button"))) stop(e);
    }
    if (type == "click") {
      const form = target.closest("form");
      if (goesOn(e) && last !== form && form?.dataset.repeat == null) return stop(e);
      last = form;
      tap = e;
    }
  }, true);

  addEventListener("submit", e => {
    const { target, submitter } = e, { call, hold, repeat } = target.dataset;
    if (!_early || !call) return;
    events.push(e);
    if (e.defaultPrevented) return;
    const again = sent.has(target);
    if (again && repeat == null) return e.preventDefault();
    sent.add(target);
    if (submitter?.matches("[formaction],[formmethod]")) return;
    if ((hold ?? repeat) != null || held[0]) {
      e.preventDefault();
      const data = e._held = new FormData(target, submitter);
      // Each click of a run is an intent of its own.
      if (again) data.set("_key", held.length + data.get("_key"));
      held.push(e);
    } else if (tap?.detail) try {
      sessionStorage._press = [performance.timeOrigin + tap.timeStamp, tap.clientX, tap.clientY];
    } catch {}
    setTimeout(give, e._held ? 3000 : 30000);
  });
}
