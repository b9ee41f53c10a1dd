// Marks the heading being read in "On this page".
{
  const links = new Map();
  for (const link of all(".toc a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  if (links.size) {
    const headings = [...links.keys()];
    let current;
    const follow = () => {
      const line = innerHeight * 0.3;
      let next = headings[0];
      for (const heading of headings) if (heading.getBoundingClientRect().top <= line) next = heading;
      if (next === current) return;
      links.get(current)?.removeAttribute("aria-current");
      links.get(next).setAttribute("aria-current", "location");
      current = next;
    };
    const observer = new IntersectionObserver(follow, { rootMargin: "1000000px 0px -70% 0px" });
    for (const heading of headings) observer.observe(heading);
    follow();
  }
}
