// A custom element that knows nothing of the application but the name of an action: it puts every line of the clipboard
// onto the reading list. What could not be added for now stays, and is what the next press adds; a line whose answer was
// lost has the same key then, and is there once. A line with which something is wrong is named and skipped.
const LABEL = 'Add what you have copied';
// Errors of one line, which the others need not have.
const OF_THE_LINE = ['invalid', 'too-large'];
// Errors after which nobody knows whether it was added.
const UNKNOWN = ['unknown', 'timeout', 'offline'];

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

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function lines(copied) {
  const texts = copied.split('\n').map((line) => line.trim()).filter(Boolean);
  return texts.map((text) => ({ text, key: newKey() }));
}

function plainly(error) {
  return [error.message, ...Object.values(error.fields ?? {}).flat()].join(' ');
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

  // Whoever comes next has copied nothing yet.
  disconnectedCallback() {
    this.left = [];
  }

  async paste() {
    let added = 0;
    const told = [];
    try {
      const add = await action('add_entry');
      if (!this.left.length) this.left = lines(await navigator.clipboard.readText());
      while (this.left.length) {
        const line = this.left[0];
        const { text, key } = line;
        try {
          await add({ text }, { key });
          added += 1;
        } catch (error) {
          if (!UNKNOWN.includes(error.code)) line.key = newKey();
          if (!OF_THE_LINE.includes(error.code)) throw error;
          told.push(`“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”: ${plainly(error)}`);
        }
        this.left.shift();
      }
    } catch (error) {
      told.push(plainly(error));
    }
    return added || told.length ? [`Added: ${added}.`, ...told].join(' ') : 'There is nothing to add.';
  }
}

// A page that is opened again runs this again.
if (!customElements.get('paste-list')) customElements.define('paste-list', PasteList);
