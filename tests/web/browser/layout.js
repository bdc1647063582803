/* Names what a reader could not read: text or boxes beyond the side of the screen, text that is cut
 * off, text that lies over other text. One expression, given to page.evaluate. */
(() => {
  const found = [];
  const width = document.documentElement.clientWidth;

  const named = (element) => {
    const parts = [];
    for (let at = element; at && at !== document.body && parts.length < 3; at = at.parentElement) {
      const id = at.id ? `#${at.id}` : "";
      const classes = [...at.classList].map((name) => `.${name}`).join("");
      parts.unshift(`${at.localName}${id}${classes}`);
    }
    return parts.join(" > ");
  };

  const isShown = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") {
        return false;
      }
      // what only screen readers read is clipped to a point
      if (style.clipPath.startsWith("inset(50%") || style.clip === "rect(0px, 0px, 0px, 0px)") {
        return false;
      }
      if (at.localName === "details" && !at.open) {
        const summary = at.querySelector(":scope > summary");
        if (!summary?.contains(element)) return false;
      }
    }
    return true;
  };

  /** The nearest box that scrolls or cuts, in one direction. */
  const holder = (element, axis) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at)[`overflow${axis}`] !== "visible") return at;
    }
    return null;
  };

  const layer = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === "fixed" || style.position === "sticky") return at;
    }
    return null;
  };

  if (document.documentElement.scrollWidth > width + 1) {
    found.push(`overflow: the page is ${document.documentElement.scrollWidth} wide, not ${width}`);
  }

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || ["script", "style", "noscript"].includes(element.localName)) continue;
    if (element.closest("select, [data-audit-skip]") || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      texts.push({ box, element, node, layer: layer(element), text: node.data.trim() });
    }
  }

  const say = (each) => `“${each.text.slice(0, 40)}” (${named(each.element)})`;

  for (const each of texts) {
    const scrolled = holder(each.element, "X");
    if (!scrolled) {
      if (each.box.right > width + 1 || each.box.left < -1) found.push(`overflow: ${say(each)}`);
      continue;
    }
    const style = getComputedStyle(scrolled);
    const outer = scrolled.getBoundingClientRect();
    if (["hidden", "clip"].includes(style.overflowX) && style.textOverflow !== "ellipsis") {
      if (each.box.right > outer.right + 1 || each.box.left < outer.left - 1) {
        found.push(`cut off at the side: ${say(each)}`);
      }
    }
    const tall = holder(each.element, "Y");
    if (tall && ["hidden", "clip"].includes(getComputedStyle(tall).overflowY)) {
      const frame = tall.getBoundingClientRect();
      if (each.box.bottom > frame.bottom + each.box.height / 4) {
        found.push(`cut off below: ${say(each)}`);
      }
    }
  }

  texts.sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < texts.length; i += 1) {
    const a = texts[i];
    for (let j = i + 1; j < texts.length && texts[j].box.top < a.box.bottom; j += 1) {
      const b = texts[j];
      if (a.node === b.node || a.layer !== b.layer) continue;
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (across > 2 && down > 0.4 * Math.min(a.box.height, b.box.height)) {
        if (holder(a.element, "X") !== holder(b.element, "X")) continue;
        found.push(`overlap: ${say(a)} and ${say(b)}`);
      }
    }
  }
  return found.slice(0, 30);
})()
