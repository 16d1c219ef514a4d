// Looks at a page on the screen that it is on, after axe was read in; gives sentences
// about what is wrong. Of which looks the contrast was examined, the tab remembers.
async ({ every }) => {
  const wrong = [];
  const KNOWN = "examined";
  const known = new Set(JSON.parse(sessionStorage.getItem(KNOWN) || "[]"));

  const isShown = (one) =>
    one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1;
  const called = (one) =>
    `${one.tagName.toLowerCase()} ${(one.textContent || one.name || "").trim().slice(0, 40)}`;

  // Whether a finger would meet an element at one of a few places of what is in view.
  const isSeen = (one) => {
    const own = [one, ...(one.labels || [])];
    return [...one.getClientRects()].some((box) => {
      const left = Math.max(box.left, 0);
      const top = Math.max(box.top, 0);
      const width = Math.min(box.right, innerWidth) - left;
      const height = Math.min(box.bottom, innerHeight) - top;
      return [0.5, 0.1, 0.9].some((down) =>
        [0.5, 0.1, 0.9].some((across) => {
          const met = document.elementFromPoint(left + across * width, top + down * height);
          return own.some((mine) => mine.contains(met));
        }),
      );
    });
  };

  const examineFocus = () => {
    const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    for (const one of document.querySelectorAll(all)) {
      if (one.disabled || !isShown(one)) continue;
      one.focus();
      if (document.activeElement === one && !isSeen(one)) {
        wrong.push(`covered while it has the focus: ${called(one)}`);
      }
    }
    document.activeElement.blur();
    scrollTo(0, 0);
  };

  // What the contrast of a text depends on, down to the first background that covers.
  const grounds = new Map();
  const ground = (one) => {
    if (one === null) return "";
    if (!grounds.has(one)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(one);
      const covers = backgroundColor.startsWith("rgb(") && opacity === "1";
      const under = covers ? "" : ground(one.parentElement);
      grounds.set(one, [backgroundColor, backgroundImage, opacity, under].join(" "));
    }
    return grounds.get(one);
  };
  const look = (one) => {
    const { color, fontSize, fontWeight } = getComputedStyle(one);
    return [color, fontSize, fontWeight, ground(one)].join(" ");
  };
  const unknown = () => {
    const found = [];
    const hasText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    for (const one of document.body.querySelectorAll("*")) {
      if (![...one.childNodes].some(hasText) || !isShown(one) || known.has(look(one))) continue;
      known.add(look(one));
      found.push(one);
    }
    sessionStorage.setItem(KNOWN, JSON.stringify([...known]));
    return found;
  };

  const examine = async (context, options) => {
    const found = await axe.run(context, { resultTypes: ["violations"], ...options });
    for (const one of found.violations) {
      wrong.push(`${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
    }
  };

  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) wrong.push(`${scrollWidth} pixels wide`);
  examineFocus();
  const fresh = unknown();
  if (fresh.length) {
    await examine({ include: fresh }, { runOnly: ["color-contrast"] });
  }
  // Of WCAG 2.2, so axe leaves it out unless asked: 24 pixels, or room around.
  const size = { "target-size": { enabled: true } };
  if (every) {
    await examine(document, { rules: { ...size, "color-contrast": { enabled: false } } });
  } else {
    await examine(document, { runOnly: ["target-size", "scrollable-region-focusable"] });
  }
  return wrong;
}
