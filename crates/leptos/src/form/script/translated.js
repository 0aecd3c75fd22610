// A translation puts <font> elements in the place of text nodes, which their component goes on writing and taking away. So
// each text node is put back before its <font>, empty: what happens to it happens to that, and its text is shown again.
{
  // A text node has `_font`, what stands for it, and `_data`, its text. That has `_text`.
  const bind = (text, font) => {
    text._font = font;
    font._text = text;
  };
  const show = text => {
    text._font._text = 0;
    text._font.remove();
    text._font = 0;
  };
  const back = text => {
    text.data = text._data;
    show(text);
  };

  const look = records => {
    const fresh = new Set;
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) for (const node of removedNodes) {
      const added = [...addedNodes];
      const { _font: font, _text: text } = node;
      if (text) {
        // The translation gives way to another, or to the original.
        const other = added.find(it => it != text);
        node._text = 0;
        if (other) bind(text, other);
        else back(text);
      } else if (font) {
        if (node.isConnected) node.after(font);
        else show(node);
      } else if (node.data && !node.isConnected) {
        const font = [...added, previousSibling, nextSibling].find(it => it?.nodeName == "FONT" && !it._text && it.isConnected);
        if (!font) continue;
        bind(node, font);
        fresh.add(node);
        font.before(node);
        node._data = node.data;
        node.data = "";
      }
    }
    for (const { type, target } of records) if (type == "characterData" && target._font) {
      if (fresh.has(target)) back(target);
      else show(target);
    }
    observer.takeRecords();
  };

  const observer = new MutationObserver(look);
  addEventListener("DOMContentLoaded", () => observer.observe(document, { subtree: true, childList: true, characterData: true }));

  // The wasm takes the page over as the server made it.
  document.addEventListener("actions:hydrate", () => {
    look(observer.takeRecords());
    for (const { _text } of document.querySelectorAll("font")) if (_text) back(_text);
    observer.takeRecords();
  });
}
