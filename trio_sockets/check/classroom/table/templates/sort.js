for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.key ?? cell.textContent.trim();
  };
  for (const [column, heading] of headings.entries()) {
    const button = heading.querySelector("button");
    if (!button) continue;
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort((one, two) =>
        key(one, column).localeCompare(key(two, column), undefined, { numeric: true }));
      body.append(...(down ? rows.reverse() : rows));
    });
  }
}
