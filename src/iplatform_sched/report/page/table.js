// The table of bookings: the same bars as the chart, sorted by any column, a page at a time.

const PAGE_ROWS = 100, MOST_PRINTED = 500;
const TABLE_COLUMNS = [
  { key: 'request', text: (bar) => (bar.request ? bar.request.id : ''), order: (bar) => (bar.request ? bar.request.number : REQUESTS.length) },
  { key: 'stage', name: true, text: (bar) => bar.stage },
  { key: 'company', name: true, text: (bar) => (bar.company ? bar.company.name : '') },
  { key: 'centre', name: true, text: (bar) => bar.machine.centre.name },
  { key: 'machine', name: true, text: (bar) => bar.machine.name },
  { key: 'units', text: (bar) => ranges(bar.units), order: (bar) => bar.units[0] },
  { key: 'start', text: (bar) => timeText(bar.start), order: (bar) => bar.start },
  { key: 'end', text: (bar) => timeText(bar.end), order: (bar) => bar.end },
  { key: 'status', text: (bar) => say(`status.${bar.status}`) },
  { key: 'lateness', text: lateText, order: (bar) => bar.days },
  { key: 'change', text: (bar) => say(`change.${bar.change}`) },
  { key: 'was', name: true, text: wasText, order: (bar) => (bar.was ? bar.was.start : -Infinity) },
  { key: 'krw', text: (bar) => (bar.krw ? NUMBER.format(bar.krw) : ''), order: (bar) => bar.krw, number: true },
];
const sorting = { key: 'request', down: false, page: 0 };

/** Return the matching bars in the chosen order. */
function sortedBars() {
  const column = TABLE_COLUMNS.find((each) => each.key === sorting.key);
  const keyed = found.bars.map((bar) => [column.order ? column.order(bar) : column.text(bar), bar]);
  const sign = sorting.down ? -1 : 1;
  keyed.sort((a, b) => sign * (column.order ? a[0] - b[0] || 0 : COLLATOR.compare(a[0], b[0])) || a[1].start - b[1].start);
  return keyed.map((pair) => pair[1]);
}

/** Write the page of the table that is chosen. */
function drawTable() {
  const bars = sortedBars();
  const size = printing ? MOST_PRINTED : PAGE_ROWS;
  const pages = Math.max(1, Math.ceil(bars.length / size));
  sorting.page = printing ? 0 : Math.max(0, Math.min(sorting.page, pages - 1));
  const first = sorting.page * size;
  const shown = bars.slice(first, first + size);
  document.querySelector('#bookings tbody').replaceChildren(...shown.map(tableRow));
  for (const head of document.querySelectorAll('#bookings th')) {
    const order = sorting.down ? 'descending' : 'ascending';
    head.setAttribute('aria-sort', head.dataset.key === sorting.key ? order : 'none');
  }
  const place = say('table.page', first + 1, first + shown.length, NUMBER.format(bars.length));
  document.getElementById('page').textContent = shown.length ? place : say('gantt.empty');
  document.getElementById('previous').disabled = first === 0;
  document.getElementById('next').disabled = first + size >= bars.length;
  const cut = document.getElementById('cut');
  cut.hidden = bars.length <= MOST_PRINTED;
  cut.textContent = say('table.printed', MOST_PRINTED);
}

function tableRow(bar) {
  const row = document.createElement('tr');
  row.dataset.number = String(bar.number);
  TABLE_COLUMNS.forEach((column, number) => {
    const cell = document.createElement('td');
    cell.className = column.number ? 'number' : column.name ? 'name' : '';
    if (number === 0) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'link';
      button.title = say('table.show');
      button.textContent = column.text(bar) || bar.id;
      cell.append(button);
    } else cell.textContent = column.text(bar);
    row.append(cell);
  });
  return row;
}

function startTable() {
  const head = document.querySelector('#bookings thead tr');
  for (const column of TABLE_COLUMNS) {
    const cell = document.createElement('th');
    const button = document.createElement('button');
    cell.scope = 'col';
    cell.dataset.key = column.key;
    if (column.number) cell.className = 'number';
    button.type = 'button';
    button.textContent = say(`table.${column.key}`);
    button.addEventListener('click', () => {
      sorting.down = sorting.key === column.key && !sorting.down;
      sorting.key = column.key;
      sorting.page = 0;
      drawTable();
    });
    // A heading that paper repeats on every page loses its buttons, so it has its words a second time.
    const words = document.createElement('span');
    words.className = 'paper';
    words.textContent = button.textContent;
    cell.append(button, words);
    head.append(cell);
  }
  document.querySelector('#bookings tbody').addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    if (!row || !event.target.closest('button')) return;
    select(BARS[Number(row.dataset.number)]);
    chart.scrollIntoView({ block: 'center' });
    chart.focus({ preventScroll: true });
  });
  for (const [id, by] of [['previous', -1], ['next', 1]]) {
    document.getElementById(id).addEventListener('click', () => {
      sorting.page += by;
      drawTable();
    });
  }
}
