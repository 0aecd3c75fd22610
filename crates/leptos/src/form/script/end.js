// All listeners are there: calls them with the recorded events, in order, capturing ones first.
for (const event of early) for (const first of [true, false]) for (const { type, hear, capture } of listeners) {
  if (type == event.type && capture == first) hear(event);
}
