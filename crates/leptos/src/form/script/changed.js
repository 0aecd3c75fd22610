// What becomes of a tick, a choice or a text that was changed before the wasm listens: hydration does not undo it, and the
// listeners hear of it once. What the browser restored by itself has no event, and so is told to nobody.
{
  // Each control with the events that told of it and what it was changed to, in the order of the last event: of several
  // radio buttons the last counts.
  let changed = new Map();
  let deaf;
  const root = document.documentElement;
  const options = control => [...control.options ?? []];

  const note = ({ type, target }) => {
    if (deaf || root.dataset.actions || !target.matches?.("input,select,textarea")) return;
    const types = changed.get(target)?.types ?? new Set;
    changed.delete(target);
    const { value, checked } = target;
    changed.set(target, { types: types.add(type), value, checked, chosen: options(target).map(it => it.selected) });
  };
  // Also behind a script that corrects what is typed; only one that stops the event is not waited for.
  for (const type of ["input", "change"]) for (const early of [true, false]) listen(type, note, early);
  listen("reset", ({ target }) => {
    for (const it of changed.keys()) if (it.form == target) changed.delete(it);
  });

  const isChanged = it =>
    it.options ? options(it).some(it => it.selected != it.defaultSelected)
    : it.type == "radio" ? it.checked && !it.defaultChecked
    : it.type == "checkbox" ? it.checked != it.defaultChecked
    : it.value != it.defaultValue;

  const restore = () => {
    const all = changed;
    changed = new Map();
    for (const [it, { value, checked, chosen }] of all) {
      if (it.type != "file" && it.value != value) it.value = value;
      if (it.checked != checked) it.checked = checked;
      options(it).forEach((it, at) => it.selected = chosen[at] ?? it.selected);
    }
    return all;
  };

  new MutationObserver(() => {
    if (root.dataset.actions) for (const [it, { types }] of restore())
      // What the browser is sending already is not sent again.
      if (isChanged(it) && !it.form?.dataset.sent) for (const type of types) it.dispatchEvent(new Event(type, { bubbles: true }));
  }).observe(root, { attributeFilter: ["data-actions"] });

  // Hydration that traps may have written over some, and tells nobody of any.
  for (const type of ["error", "unhandledrejection"]) addEventListener(type, ({ error, reason = error }) => {
    if (reason?.name == "RuntimeError") deaf = restore();
  });
}
