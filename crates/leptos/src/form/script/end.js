// All listen: now to what was done before.
for (const event of early) for (const first of [true, false]) for (const { type, hear, capture } of listeners) {
  if (type == event.type && capture == first) hear(event);
}
