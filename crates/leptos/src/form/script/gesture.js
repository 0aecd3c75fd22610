// A double click and a held key are one press, also when what was pressed has gone and something else stands in its place.
{
  // As long as platforms wait for a second click, in milliseconds, and how far the pointer may have moved meanwhile.
  const QUICK = 500, NEAR = 40;
  // Where the pointer or the key went down that is pressed now, or was last.
  let down;
  // The last press: on which control of which form, and whether it `did` send a form. 0 once something was changed since;
  // undefined before the first of this page, whose gesture may have begun on the page before.
  let last;
  // The click or the keydown that is being dispatched. Those that go on with a gesture are marked with `_again`.
  let now;
  const control = ({ target }) => target.closest?.("a,button,input,label,select,summary,textarea") || target;
  const owner = on => on.form || on.closest?.("form");
  // Each click on a form with `repeat` is a press.
  const counts = form => form?.dataset.repeat != null;
  const sends = (form, on, kind) => form?.dataset.call && on.matches(kind + ",button:not([type=button],[type=reset])");
  const stop = event => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  listen("pointerdown", event => {
    const on = control(event);
    down = { on, form: owner(on), at: event.timeStamp };
  }, true);

  listen("keydown", event => {
    if (!event.isTrusted) return;
    now = event;
    const { key, repeat, timeStamp: at } = event;
    const enter = key == "Enter";
    const on = control(event), form = owner(on);
    if (repeat) {
      event._again = 1;
      if (!enter) return;
      if (last) last.at = at;
      if (down) down.repeat = 1;
      // The focus has moved while the key was held.
      if (down?.on != on) stop(event);
      else if (sends(form, on, "input")) event.preventDefault();
    } else if (enter || key == " ") {
      // The second of two quick presses, where there is no button that would be clicked.
      if (enter && last?.did && last.on == on && at - last.at < QUICK && sends(form, on, "input") && !counts(form)) {
        last.at = at;
        event.preventDefault();
      }
      down = { on, form, at, key };
    } else {
      // Somebody has gone on to something else.
      last = 0;
    }
  }, true);

  // The click by a space bar comes behind its keyup.
  listen("keyup", ({ key }) => {
    const it = down;
    if (key == it?.key) setTimeout(() => it == down && (down = 0));
  }, true);

  // With other values the next press is another intent.
  listen("input", () => last = 0, true);

  listen("click", event => {
    if (!event.isTrusted) return;
    now = event;
    const { detail, clientX: x, clientY: y } = event;
    const on = control(event), form = owner(on);
    // Assistive technology clicks, with a detail of 0, where nothing went down.
    const begun = down && !detail == !!down.key && down;
    // A click on a label clicks its control as well.
    if (begun && last?.begun == begun && !begun.repeat) return;
    const at = begun ? begun.at : event.timeStamp;
    const isThere = detail ? last?.detail && Math.hypot(x - last.x, y - last.y) < NEAR : begun && last?.begun?.key;
    const isQuick = last && at - last.at < QUICK && (isThere || on == last.on);
    const again = last === undefined ? detail > 1 : last && (detail > 1 || isQuick || begun?.repeat);
    const slid = begun && begun.form != form || again && last?.form != form;
    const { did, on: first } = last || {};
    if (again) event._again = 1;
    if (again && last) last.at = event.timeStamp;
    else last = { ...(again ? { did: 1 } : slid ? begun : { on, form }), at: event.timeStamp, x, y, detail, begun };
    if (sends(form, on, "[type=submit],[type=image]")) {
      if (slid || again && first != on && !counts(form)) stop(event);
      // One that is being posted refuses a submit itself, which its listeners hear of.
      else if (again && did && !counts(form) && !form.dataset.sent) event.preventDefault();
    } else if (again && did && first != on && !first?.isConnected) stop(event);
  }, true);

  listen("submit", event => {
    const { target: form, submitter } = event;
    if (!form.dataset?.call) return;
    // Sent by a listener.
    if (now?.eventPhase && now._again && !counts(form)) return stop(event);
    if (!submitter && down?.key && down.form == form) last = { on: down.on, form, at: down.at, begun: down };
    if (last) last.did = 1;
  }, true);

  // The browser may post the form, and the rest of the gesture reach the page that answers, and no page after that.
  addEventListener("pagehide", () => {
    try {
      if (last?.did && last.detail && last.at > 0) sessionStorage._press = [performance.timeOrigin + last.at, last.x, last.y];
    } catch {}
  });
  if (carried) {
    const [at, x, y] = carried;
    last = { at: at - performance.timeOrigin, x, y, detail: 1, did: 1 };
  }
}
