// Keeps what is typed into a field with `data-draft` in the state of the page's entry in the history: whoever follows a link
// and comes back, or reloads, finds it again. The attribute names whose it is, so that nobody finds another's. What stands
// in an element with `data-draft-done` has arrived, and is kept no longer.
let waiting;

const drafts = () => history.state?.drafts ?? {};
const keep = (drafts) => history.replaceState({ ...history.state, drafts }, '');

/** Notes the field that was typed into last. */
function note() {
  if (!waiting) return;
  const { field, timer } = waiting;
  clearTimeout(timer);
  waiting = undefined;
  keep({ ...drafts(), [field.dataset.draft]: field.value });
}

/** Gives fields their drafts back that hold what they were made with, and forgets what has arrived. */
function look() {
  for (const field of document.querySelectorAll('[data-draft]')) {
    const draft = drafts()[field.dataset.draft];
    if (!draft || field.value !== field.defaultValue || field.dataset.looked) continue;
    field.value = draft;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  for (const field of document.querySelectorAll('[data-draft]')) field.dataset.looked = '';
  for (const { dataset } of document.querySelectorAll('[data-draft-done]')) {
    const { [dataset.draftDone]: done, ...others } = drafts();
    if (done !== undefined) keep(others);
  }
}

addEventListener('input', ({ target }) => {
  if (!target.dataset?.draft) return;
  clearTimeout(waiting?.timer);
  // A browser takes so many changes of its history and no more.
  waiting = { field: target, timer: setTimeout(note, 300) };
});
// A link takes the focus before it is followed.
addEventListener('focusout', note);
addEventListener('pagehide', note);
new MutationObserver(look).observe(document, { childList: true, subtree: true });
look();
