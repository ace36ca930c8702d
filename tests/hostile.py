"""What careless and hostile people send to a form, and what must come back: no error, nothing lost, plain words.

A form is known by its address, its right answers and somebody who may send it. Which inputs it has is found by
listening to the view: whatever it asks the answers for is attacked, also what no person sees. Drawing whole pages takes
most of a request's time, so only some cases draw them; the others call the view alone and read what its page would be
drawn from.
"""

from __future__ import annotations

import functools
import inspect
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlencode

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django_tables2 import Table
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from beds.access import Scope
from beds.pages import ActionPage, answers_of
from tests.hostile_answers import LEFT_OUT, Answer, Changes, Form, check, check_page, is_right
from tests.unchanged import Unchanged, unchanged

CASES = 300
"""How many ways each form is filled in."""

WHOLE = 6
"""How many of them draw the whole page, through the middleware."""

NASTY = (
    "", " ", "\t\n", "0", "-1", "1e309", "NaN", "9" * 40, "٣", "½", "31", "32", "2026", "nov", "2026-02-30", "null",
    "None", "True", "on", "yes", "\x00", "a\x00b", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE beds_bed; --", "{{ 7*7 }}", "%s %(a)s {0}", "../../etc/passwd", "=HYPERLINK(\"http://example.org\")",
    "\u202eabc", "e\u0301" * 50, "👩‍👩‍👧", "x" * 121, "x" * 301, "x" * 5000, "ﬁ", "\ufeff", "\r\nSet-Cookie: a=b",
)  # fmt: skip
"""Empty, too long, too large, no number, markup, SQL, formulas, control characters, letters of other alphabets."""


typed = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from(NASTY),
    st.text(max_size=12),
    st.integers(-(2**70), 2**70).map(str),
)
values = st.one_of(typed, typed, typed, st.just(LEFT_OUT), st.lists(typed, min_size=2, max_size=3))


class Listening(QueryDict):
    """Answers that note what they were asked for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.asked: set[str] = set()
        super().__init__(*args, **options)

    def __copy__(self) -> Listening:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: Any) -> Listening:
        copied = super().__deepcopy__(memo)
        copied.asked = self.asked
        return copied

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().getlist(key, default)


class Sender:
    """Sends a form again and again."""

    def __init__(self, form: Form, method: str) -> None:
        self.form = form
        self.method = method
        self.match = resolve(form.address.partition("?")[0])
        self.user = form.user or AnonymousUser()
        self.scope = form.user.scope() if form.user else Scope()
        self.environ = getattr(RequestFactory(), method.lower())(form.address).environ
        self.client = form.client or Client()
        self.drawn: list[Mapping[str, Any]] = []
        if form.user:
            self.client.force_login(form.user)

    def inputs(self) -> list[str]:
        """What the view asks for, seen or not."""
        request = self._request({**self.form.answers})
        heard = Listening(urlencode(self.form.answers, doseq=True))
        setattr(request, self.method, heard)
        if self.form.client is None:
            _read(self._view(request))
        return sorted((heard.asked | set(self.form.answers)) - {"csrfmiddlewaretoken"})

    def whole(self, sent: Changes) -> Answer:
        """The answer with its page, as a browser gets it."""
        response: Any = self._browse(sent)
        context = response.context.flatten() if hasattr(response.context, "flatten") else response.context
        page = "" if response.streaming else response.content.decode(errors="replace")
        return Answer(response.status_code, _flat(context), page)

    def quick(self, sent: Changes) -> Answer:
        """The answer without its page, and all that the page would ask the database for."""
        self.drawn.clear()
        if self.form.client is not None:
            status = self._browse(sent).status_code
        else:
            try:
                status = _read(self._view(self._request(sent))).status_code
            except Http404:
                status = 404
            except PermissionDenied:
                status = 403
        context = self.drawn[-1] if self.drawn and status == 200 else None
        for value in (context or {}).values():
            _fetch(value)
        return Answer(status, context)

    @contextmanager
    def knowing_the_record(self) -> Iterator[None]:
        """What a page is about is looked up once, and not for every case; nor is what it shows beside the form."""
        kind = getattr(self.match.func, "view_class", None)
        if kind is None or not issubclass(kind, ActionPage) or self.form.chooses:
            yield
            return
        find = kind.find
        known: list[bytes] = []

        def find_once(view: Any, **kwargs: Any) -> Any:
            if not known:
                before = set(vars(view))
                subject = find(view, **kwargs)
                new = {name: value for name, value in vars(view).items() if name not in before}
                known.append(pickle.dumps((subject, new)))
            subject, new = pickle.loads(known[0])
            vars(view).update(new)
            return subject

        with mock.patch.object(kind, "find", find_once):
            yield

    @contextmanager
    def knowing_the_figures(self) -> Iterator[None]:
        """What was looked up once for a page is not looked up again for the same question."""
        module = sys.modules[self.match.func.__module__]
        queries = {name: _remembered(one) for name, one in _queries_of(module).items()}
        with mock.patch.multiple(module, **queries) if queries else nullcontext():
            yield

    @contextmanager
    def knowing_the_choices(self, database: Unchanged) -> Iterator[None]:
        """What a form offers is looked up once, and each case gets it anew until it writes something."""
        kind = getattr(getattr(self.match.func, "view_class", None), "form_class", None)
        module = sys.modules[kind.__module__] if kind else None
        queries = {name: _anew(one, database) for name, one in _queries_of(module).items()}
        with mock.patch.multiple(module, **queries) if queries else nullcontext():
            yield

    def _browse(self, sent: Changes) -> Any:
        if self.method == "POST":
            return self.client.post(self.form.address, dict(sent))
        return self.client.get(self._address(sent))

    def _view(self, request: Any) -> Any:
        return self.match.func(request, *self.match.args, **self.match.kwargs)

    def _address(self, sent: Changes) -> str:
        return self.form.address if self.method == "POST" else f"{self.form.address}?{urlencode(sent, doseq=True)}"

    def _request(self, sent: Changes) -> Any:
        request: Any = WSGIRequest(self.environ.copy())
        setattr(request, self.method, QueryDict(urlencode(sent, doseq=True)))
        request.user, request.scope, request.session = self.user, self.scope, {}
        request._messages = CookieStorage(request)
        return request


def _queries_of(module: Any) -> dict[str, Any]:
    """The queries that a module uses."""
    used = vars(module).items() if module else ()
    return {name: one for name, one in used if inspect.isfunction(one) and ".queries." in one.__module__}


def _anew(query: Any, database: Unchanged) -> Any:
    """The query; a list that it gave is given again to the same question, as a copy of its own."""
    known: dict[bytes, bytes] = {}

    @functools.wraps(query)
    def ask(*args: Any, **named: Any) -> Any:
        if database.changed:
            return query(*args, **named)
        question = pickle.dumps((args, named))
        if question not in known:
            found = query(*args, **named)
            if not isinstance(found, list):
                return found
            known[question] = pickle.dumps(found)
        return pickle.loads(known[question])

    return ask


def _remembered(query: Any) -> Any:
    """The query, which is asked the same only once."""
    known: dict[Any, Any] = {}

    @functools.wraps(query)
    def ask(*args: Any, **named: Any) -> Any:
        question = (args, tuple(sorted(named.items())))
        try:
            hash(question)
        except TypeError:
            return query(*args, **named)
        if question not in known:
            known[question] = query(*args, **named)
        return known[question]

    return ask


def _read(response: Any) -> Any:
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def _flat(contexts: Any) -> Mapping[str, Any] | None:
    """The context of the page among those of the pieces that it is put together from."""
    if contexts is None or isinstance(contexts, dict):
        return contexts
    flat: dict[str, Any] = {}
    for context in reversed(contexts):
        flat |= context.flatten()
    return flat


@contextmanager
def undrawn(drawn: list[Mapping[str, Any]]) -> Iterator[None]:
    """Nothing is drawn; the list gets what the pages would have been drawn from."""

    def page(view: ActionPage, form: Any, template: str = "") -> HttpResponse:
        drawn.append({"form": form} | ({"answers": answers_of(form), "sent": view._sent()} if template else {}))
        return HttpResponse()

    def draw(template_name: Any, context: Any = None, *args: Any, **kwargs: Any) -> str:
        drawn.append(context or {})
        return ""

    def content(response: Any) -> str:
        drawn.append(response.context_data or {})
        return ""

    with (
        mock.patch("django.template.loader.render_to_string", draw),
        mock.patch.object(ActionPage, "page", page),
        mock.patch.object(SimpleTemplateResponse, "rendered_content", property(content)),
    ):
        yield


def _fetch(value: Any) -> None:
    """Get from the database what a template would."""
    if isinstance(value, QuerySet | Page):
        list(value)
    elif isinstance(value, Table):
        list(value.paginated_rows)


@functools.cache
def variations(cases: int, most: int) -> tuple[tuple[tuple[int, Any], ...], ...]:
    """So many cases: each says which inputs change, by number, and to what. Drawn once, and used for every form."""
    drawn: list[tuple[tuple[int, Any], ...]] = []

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.tuples(st.integers(0, 10_000), values), min_size=1, max_size=most))
    def draw(changes: list[tuple[int, Any]]) -> None:
        drawn.append(tuple(changes))

    draw()
    return tuple(drawn[:cases])


def attack(form: Form, *, cases: int = CASES) -> None:
    """Send `cases` variations of a form that is right, and assert what comes back. Leaves no trace."""
    sender = Sender(form, "POST")
    with unchanged() as database:
        if wrong := _try(database, sender, sender.whole, {}, is_right):
            wrong.add_note(f"{form.address} is not right to begin with")
            raise wrong
        with sender.knowing_the_record(), sender.knowing_the_choices(database):
            _try_all(database, sender, lambda answer, sent: check(form, answer, sent), cases)


def ask_oddly(form: Form, *, cases: int = CASES) -> None:
    """Ask for a page in `cases` odd ways by its address: it answers all of them."""
    sender = Sender(form, "GET")
    with unchanged() as database, sender.knowing_the_figures():
        _try_all(database, sender, lambda answer, sent: check_page(form, answer), cases)


def ask_its_page_oddly(form: Form) -> None:
    """The page of a form may take what is known already from its address."""
    address, _, question = form.address.partition("?")
    ask_oddly(replace(form, address=address, answers=dict(parse_qsl(question)), chooses=True), cases=CASES // 15)


def _try_all(database: Unchanged, sender: Sender, check: Callable[[Answer, Changes], None], cases: int) -> None:
    """Whole pages first, then the view alone. Without any input, one case is all there is."""
    with database.undone():
        names = sender.inputs()
    if not names:
        names, cases = ["nothing"], 1
    whole = min(WHOLE, cases)
    told: set[str] = set()
    _try_each(database, sender, sender.whole, check, _changes(names, variations(WHOLE, 8)[:whole], told))
    with undrawn(sender.drawn):
        quick = variations(CASES, 4)[: cases - whole]
        _try_each(database, sender, sender.quick, check, _changes(names, quick, told))


def _changes(names: list[str], cases: Any, told: set[str]) -> Iterator[dict[str, Any]]:
    """What is changed in each case. With few inputs many cases are the same, and so are their answers."""
    for one in cases:
        changed = {names[number % len(names)]: value for number, value in one}
        case = repr(sorted(changed.items()))
        if case not in told:
            told.add(case)
            yield changed


def _try_each(
    database: Unchanged,
    sender: Sender,
    send: Callable[[Changes], Answer],
    check: Callable[[Answer, Changes], None],
    cases: Iterator[dict[str, Any]],
) -> None:
    for changed in cases:
        error = _try(database, sender, send, changed, check)
        if error is not None:
            needed = changed
            for name in sorted(changed):  # leave out what is not needed to make it fail
                fewer = {other: value for other, value in needed.items() if other != name}
                if found := _try(database, sender, send, fewer, check):
                    needed, error = fewer, found
            error.add_note(f"{sender.method} {sender.form.address} with {needed!r}")
            raise error


def _try(
    database: Unchanged,
    sender: Sender,
    send: Callable[[Changes], Answer],
    changed: Changes,
    check: Callable[[Answer, Changes], None],
) -> Exception | None:
    """One case; the error that it ends with."""
    sent = {name: value for name, value in {**sender.form.answers, **changed}.items() if value != LEFT_OUT}
    try:
        with database.undone():
            check(send(sent), sent)
    except Exception as error:  # noqa: BLE001 - whatever it is, the case is made smaller first
        return error
    return None
