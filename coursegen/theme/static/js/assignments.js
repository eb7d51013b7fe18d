// Counts a student's slip days on the page of assignments.

const form = document.querySelector(".slip-days");

// The numbers stay in this browser. The key contains the course's path, because courses of the same
// site share their storage.

function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {}; // storage may be forbidden, or contain other data
  }
}

function save(key, used) {
  try {
    localStorage.setItem(key, JSON.stringify(used));
  } catch {
    // the numbers apply only to this page
  }
}

if (form) {
  const key = `slip-days ${new URL(form.dataset.root, location).pathname}`;
  const inputs = [...form.querySelectorAll("input")];
  const output = form.querySelector("output");
  const { total } = form.dataset;
  const show = () => {
    const used = inputs.reduce((sum, { value }) => sum + Number(value), 0);
    output.value = output.dataset.text.replace("{left}", total - used).replace("{total}", total);
    form.classList.toggle("is-over", used > total);
  };
  const saved = load(key);
  for (const input of inputs) input.value = saved[input.name] ?? "";
  form.addEventListener("input", () => {
    save(key, Object.fromEntries(inputs.map(({ name, value }) => [name, value])));
    show();
  });
  show();
  form.hidden = false;
}
