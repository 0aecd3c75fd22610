// The file starts here. `early` holds the events from before it ran, which early.js has recorded and partly handled. There are
// none if a policy has kept early.js out of the page, or if that has given the file up.
const early = window._early || [];
window._early = 0;
early.held?.splice(0);

// The time and the place of the press that led to this page.
let carried = early.press;
try {
  carried ??= early.held ? 0 : sessionStorage._press?.split(",");
  delete sessionStorage._press;
} catch {}

// Adds a listener that end.js calls with the recorded events too.
const listeners = [];
const listen = (type, hear, capture = false) => {
  listeners.push({ type, hear, capture });
  addEventListener(type, hear, capture);
};

// Whether a listener has cancelled the event. early.js cancels the submits that it holds.
const isStopped = event => event.defaultPrevented && !event._held;
