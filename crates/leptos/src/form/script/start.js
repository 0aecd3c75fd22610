// The script's file begins here. It hears of what was done before it ran as well: early.js has kept those events, and done
// with them what could not wait. Where that was kept out of the page there are none.
const early = window._early || [];
window._early = 0;
early.held?.splice(0);

// The press that went on from the page before: its time and its place.
let carried = early.press;
try {
  carried ??= early.held ? 0 : sessionStorage._press?.split(",");
  delete sessionStorage._press;
} catch {}

// The listeners of those events.
const listeners = [];
const listen = (type, hear, capture = false) => {
  listeners.push({ type, hear, capture });
  addEventListener(type, hear, capture);
};

// What early.js has held was not stopped by anybody else.
const isStopped = event => event.defaultPrevented && !event._held;
