'use strict';
(() => {
  const root = document.documentElement;
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme || (systemDark.matches ? 'dark' : 'light')) === 'dark';

  // Charts take their colours and fonts from the page's style sheet.
  const theme = () => {
    const style = getComputedStyle(root);
    const color = name => style.getPropertyValue(name).trim();
    const text = { labelColor: color('--soft'), titleColor: color('--soft'), labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' };
    return {
      background: null,
      params: [{ name: 'ink', value: color('--ink') }, { name: 'paper', value: color('--paper') }],
      font: getComputedStyle(document.body).fontFamily,
      view: { stroke: null },
      axis: { ...text, labelPadding: 5, titlePadding: 8, gridColor: color('--line'), domainColor: color('--line'), tickColor: color('--line') },
      legend: { ...text, orient: 'top', labelColor: color('--ink'), symbolBaseFillColor: color('--soft'), symbolStrokeWidth: 2, labelLimit: 240 },
      range: { category: ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6', '--series-7', '--series-8'].map(color) },
      bar: { color: color('--series-1') },
      point: { color: color('--series-1') },
      rule: { color: color('--ink') },
      text: { color: color('--ink') },
    };
  };

  const formatLocale = { decimal: '.', thousands: ',', grouping: [3], currency: ['$', ''], percent: '\u00a0%' };

  const draw = async element => {
    element.drawn?.finalize();
    const specification = JSON.parse(element.nextElementSibling.textContent);
    const picked = specification.params?.find(parameter => parameter.name === 'chosen');
    if (picked && chosen) picked.value = chosen;
    element.picks = Boolean(picked);
    try {
      element.drawn = await vegaEmbed(element, specification, {
        actions: false, ast: true, renderer: 'svg', config: theme(), tooltip: { theme: isDark() ? 'dark' : 'light' }, formatLocale,
      });
      element.dataset.state = 'drawn';
    } catch (error) {
      element.dataset.state = 'failed';
      element.textContent = 'This chart could not be drawn: ' + error.message;
    }
  };
  // Buttons choose the genres that charts show in colour: a genre keeps its colour, one beyond the last takes that of the first chosen.
  const pickers = [...document.querySelectorAll('[data-picker]')];
  let chosen;
  let nextSlot = 0;
  const color = (chip, slot) => {
    chip.setAttribute('aria-pressed', String(slot >= 0));
    chip.style.setProperty('--series', `var(--series-${slot + 1})`);
  };
  const chipFor = (genre, slot) => {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.className = 'chip';
    chip.dataset.genre = chip.textContent = genre;
    color(chip, slot);
    return chip;
  };
  const showChosen = () => {
    for (const chip of document.querySelectorAll('.chips [data-genre]')) color(chip, chosen.indexOf(chip.dataset.genre));
    for (const picker of pickers) picker.querySelector('.chosen').replaceChildren(...chosen.map((genre, slot) => genre === null ? '' : chipFor(genre, slot)));
  };
  const pick = genre => {
    const slot = chosen.indexOf(genre);
    const free = chosen.indexOf(null);
    if (slot >= 0) chosen[slot] = null;
    else if (free >= 0) chosen[free] = genre;
    else chosen[nextSlot++ % chosen.length] = genre;
    showChosen();
    charts.filter(element => element.picks && element.dataset.state === 'drawn').forEach(element => element.drawn.view.signal('chosen', [...chosen]).runAsync());
  };
  if (pickers.length > 0) {
    chosen = Array(Number(pickers[0].dataset.picker)).fill(null);
    [...pickers[0].querySelectorAll('.chosen [data-genre]')].forEach((chip, slot) => { chosen[slot] = chip.dataset.genre; });
    for (const picker of pickers) picker.addEventListener('click', event => {
      const chip = event.target.closest('[data-genre]');
      if (chip) pick(chip.dataset.genre);
    });
  }

  const charts = [...document.querySelectorAll('[data-chart]')];
  const isShown = element => element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
  const drawNew = () => charts.filter(element => !element.dataset.state && isShown(element)).forEach(element => {
    element.dataset.state = 'drawing';
    draw(element);
  });
  const drawAgain = () => charts.filter(element => element.dataset.state === 'drawn').forEach(draw);
  for (const details of document.querySelectorAll('details')) details.addEventListener('toggle', drawNew);

  const button = document.getElementById('theme');
  const showTheme = () => {
    button.textContent = isDark() ? 'Light mode' : 'Dark mode';
  };
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    showTheme();
    drawAgain();
  });
  systemDark.addEventListener('change', () => { showTheme(); drawAgain(); });

  // Paper is white: dark charts are drawn in light colours for it, and in their own again afterwards.
  let themeOnScreen;
  addEventListener('beforeprint', () => {
    if (themeOnScreen !== undefined || !isDark()) return;
    themeOnScreen = root.dataset.theme ?? '';
    root.dataset.theme = 'light';
    drawAgain();
  });
  addEventListener('afterprint', () => {
    if (themeOnScreen === undefined) return;
    if (themeOnScreen) root.dataset.theme = themeOnScreen; else delete root.dataset.theme;
    themeOnScreen = undefined;
    drawAgain();
  });

  // Sortable tables: a click on a heading sorts, a second one turns the order round.
  const value = cell => cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  for (const table of document.querySelectorAll('table.sortable')) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const sort = document.createElement('button');
      sort.type = 'button';
      sort.append(...heading.childNodes);
      heading.append(sort);
      sort.addEventListener('click', () => {
        const before = heading.getAttribute('aria-sort');
        const down = before ? before === 'ascending' : heading.classList.contains('n');
        headings.forEach(other => other.removeAttribute('aria-sort'));
        heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const body = table.tBodies[0];
        body.append(...[...body.rows].sort((a, b) => (down ? -1 : 1) * compare(value(a.cells[column]), value(b.cells[column]))));
      });
    });
  }

  showTheme();
  drawNew();
})();
