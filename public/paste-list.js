// A custom element that knows nothing of the application but the name of an action: it puts every line of the clipboard
// onto the reading list. What could not be added stays, and is what the next press adds.
const LABEL = 'Add what you have copied';

/** The action, as soon as the page has it. */
function action(name) {
  const found = globalThis.actions?.[name];
  if (found) return Promise.resolve(found);
  return new Promise((resolve) => {
    const look = ({ detail }) => {
      if (detail !== name) return;
      document.removeEventListener('actions:exposed', look);
      resolve(globalThis.actions[name]);
    };
    document.addEventListener('actions:exposed', look);
  });
}

class PasteList extends HTMLElement {
  left = [];

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: LABEL });
    button.style.font = 'inherit';
    const said = document.createElement('p');
    said.setAttribute('role', 'status');
    button.addEventListener('click', async () => {
      button.disabled = true;
      said.textContent = await this.paste();
      button.textContent = this.left.length ? `Try again: ${this.left.length} left` : LABEL;
      button.disabled = false;
    });
    root.append(button, said);
  }

  async paste() {
    let added = 0;
    try {
      const add = await action('add_entry');
      if (!this.left.length) {
        const copied = await navigator.clipboard.readText();
        this.left = copied.split('\n').map((line) => line.trim()).filter(Boolean);
      }
      while (this.left.length) {
        await add({ text: this.left[0] });
        this.left.shift();
        added += 1;
      }
      return added ? `Added: ${added}.` : 'There is nothing to add.';
    } catch (error) {
      const fields = Object.values(error.fields ?? {}).flat();
      return [`Added: ${added}.`, error.message, ...fields].join(' ');
    }
  }
}

// A page that is opened again runs this again.
if (!customElements.get('paste-list')) customElements.define('paste-list', PasteList);
