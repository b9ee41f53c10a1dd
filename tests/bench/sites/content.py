"""The same content for every generator: N pages in sections of 50, made from a seed, so that two runs compare."""

import random
import textwrap

PER_SECTION = 50
WORDS = ("account address answer batch bounce call change client code connection customer day delivery domain error event "
         "field file folder form gateway header host inbox key language letter limit line list log mail message method "
         "minute name network number order page parameter path plan queue reader record region reply request response "
         "route rule sample schema script secret sender server service session signature site source state status step "
         "store stream string subject summary table template test text thread time token topic type user value version "
         "is was goes comes stays waits keeps sends takes gives needs holds shows opens closes counts moves before after "
         "with without from into over under between the a this that each every one two few many always often never").split()

SNIPPETS = [
    ("bash", 'curl -X POST "https://api.example.com/v{n}/messages?app_id=$APP_ID" \\\n  -H "Content-Type: application/json" \\\n'
             '  -d \'{{"to": "reader-{n}@example.com", "subject": "Hello {n}"}}\' | jq .id\n'),
    ("json", '{{\n  "id": "msg_{n}",\n  "status": "queued",\n  "attempts": {n},\n  "to": ["a{n}@example.com", "b@example.com"],\n'
             '  "meta": {{ "retry": true, "after": null, "score": {n}.5 }}\n}}\n'),
    ("python", 'import requests\n\ndef send_{n}(client, address: str) -> str:\n    """Sends message {n}."""\n'
               '    answer = client.post(f"/messages/{{address}}", json={{"n": {n}}})\n    if answer.status_code != 202:\n'
               '        raise RuntimeError("refused: %s" % answer.text)\n    return answer.json()["id"]\n'),
    ("javascript", 'const answer{n} = await fetch(`/messages/${{id}}`, {{\n  method: "POST",\n  headers: {{ "X-Request": "{n}" }},\n}});\n'
                   'if (!answer{n}.ok) throw new Error("failed " + answer{n}.status); // try again later\nexport default answer{n};\n'),
    ("yaml", 'service-{n}:\n  image: "registry.example.com/app:{n}"\n  replicas: {n}\n  env:\n    - name: LIMIT\n      value: "{n}00"\n'
             '  enabled: true # for now\n'),
    ("go", 'func Send{n}(ctx context.Context, to string) (string, error) {{\n\tbody := fmt.Sprintf("%s-%d", to, {n})\n'
           '\tresp, err := client.Post(ctx, "/messages", body)\n\tif err != nil {{\n\t\treturn "", err\n\t}}\n\treturn resp.ID, nil\n}}\n'),
]


def sentence(rng):
    words = [rng.choice(WORDS) for _ in range(rng.randint(9, 17))]
    return " ".join(words).capitalize() + "."


def paragraph(rng, n_words):
    out, count = [], 0
    while count < n_words:
        out.append(sentence(rng))
        count += len(out[-1].split())
    return textwrap.fill(" ".join(out), 110)


def section_of(number):
    return f"section-{number // PER_SECTION:03d}"


def body(number, n_pages, url):
    """Markdown of one page, about 600 words. `url(number)` gives the address of another page."""
    rng = random.Random(number)
    parts = [paragraph(rng, 90)]
    for part in range(3):
        parts.append(f"## {sentence(rng)[:-1]}")
        link = rng.randrange(n_pages)
        parts.append(paragraph(rng, 130) + f" See [page {link}]({url(link)}) and `value_{number}`.")
        if part < 2:
            language, code = SNIPPETS[(number + part) % len(SNIPPETS)]
            parts.append(f"```{language}\n{code.format(n=number)}```")
        else:
            rows = "\n".join(f"| {rng.choice(WORDS)} | {rng.randrange(9999)} | {sentence(rng)} |" for _ in range(5))
            parts.append(f"| Name | Value | What it means |\n|---|---|---|\n{rows}")
    parts.append("![A picture](/images/picture.svg)")
    parts.append(paragraph(rng, 60))
    return "\n\n".join(parts) + "\n"


def title(number):
    return f"Page {number}"


PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="200"><rect width="640" height="200" fill="#0b5f7d"/></svg>\n'
