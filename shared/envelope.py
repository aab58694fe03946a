"""The envelope: how a report crosses the wire. CloudEvents 1.0, structured mode, JSON."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator

from shared import trace
from shared.errors import Unreadable
from shared.identity import report_id
from shared.records import Report, Status

TYPE = "org.onrecord.report.received.v1"
SCHEMA = "urn:onrecord:schema:report:1"


class Payload(BaseModel):
    """The report as its submitter gives it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    outlet: str | None = None
    published: str | None = None
    ref: str | None = None
    revision_of: str | None = None
    status: Status = Status.USABLE

    @field_validator("text", "outlet", "ref", "revision_of", mode="after")
    @classmethod
    def _whole(cls, value: str | None) -> str | None:
        """Half a surrogate pair is no character: no store could keep it."""
        if value is not None and not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError as error:
                raise ValueError(f"has half a character at {error.start}") from None
        return value

    @field_validator("outlet", "ref", "revision_of")
    @classmethod
    def _name(cls, value: str | None) -> str | None:
        """Names are one line; an empty name is no name."""
        if value is None or not value.strip():
            return None
        if any(ord(character) < 32 for character in value):
            raise ValueError("must not contain control characters")
        return value.strip()

    @field_validator("published")
    @classmethod
    def _published(cls, value: str | None) -> str | None:
        return None if value is None or not value.strip() else normal_date(value.strip())


class Envelope(BaseModel):
    """One report on its way. Attributes that CloudEvents allows and we do not use are let pass."""

    model_config = ConfigDict(frozen=True, extra="allow")

    specversion: Literal["1.0"]
    id: str
    source: str
    type: Literal["org.onrecord.report.received.v1"]
    time: datetime
    subject: str | None = None
    dataschema: str = Field(SCHEMA, json_schema_extra={"const": SCHEMA})
    datacontenttype: Literal["application/json"] = "application/json"
    traceparent: str
    data: Payload
    _raw: str | None = PrivateAttr(None)
    _minted: bool = PrivateAttr(True)

    @field_validator("id", "source")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must not be empty")
        return value

    @field_validator("dataschema")
    @classmethod
    def _known_schema(cls, value: str) -> str:
        if value != SCHEMA:
            raise ValueError(f"must be {SCHEMA}, the only schema this version reads")
        return value

    @property
    def trace(self) -> str:
        """The 32 hex digits that bind every line about this report."""
        return trace.trace_id(self.traceparent)

    @property
    def caller(self) -> str | None:
        """The `traceparent` that came with the report, if it was not minted here."""
        return None if self._minted else self.traceparent

    @classmethod
    def wrap(
        cls,
        text: str,
        *,
        outlet: str | None = None,
        published: str | None = None,
        ref: str | None = None,
        revision_of: str | None = None,
        status: str = Status.USABLE,
        source: str = "urn:onrecord:publish",
        now: datetime | None = None,
    ) -> Envelope:
        """An envelope for a text. Raises `Unreadable` naming the field and what to do."""
        moment = now or datetime.now(UTC)
        data = {
            "text": text,
            "outlet": outlet,
            "published": published,
            "ref": ref,
            "revision_of": revision_of,
            "status": status,
        }
        fields: dict[str, Any] = {
            "specversion": "1.0",
            "id": "new",
            "source": source,
            "type": TYPE,
            "time": moment,
            "subject": ref,
            "traceparent": trace.mint(),
            "data": data,
        }
        envelope = cls._checked(fields, moment)
        return envelope.model_copy(update={"id": envelope.identity, "subject": envelope.data.ref})

    @classmethod
    def parse(cls, raw: str | bytes, now: datetime | None = None) -> Envelope:
        """An envelope from its JSON. Raises `Unreadable` naming the field and what to do.

        A missing or unusable `traceparent` is minted here: a report without a trace would be lost
        to whoever looks for it. A missing `time` is the moment it arrived.
        """
        moment = now or datetime.now(UTC)
        fields = _json_object(raw)
        given = fields.get("traceparent")
        minted = not isinstance(given, str) or not trace.is_traceparent(given)
        if minted:
            fields["traceparent"] = trace.mint()
        fields.setdefault("time", moment)
        envelope = cls._checked(fields, moment)
        envelope._minted = minted
        envelope._raw = raw if isinstance(raw, str) else raw.decode("utf-8")
        return envelope

    @classmethod
    def _checked(cls, fields: dict[str, Any], now: datetime) -> Envelope:
        try:
            envelope = cls.model_validate(fields)
        except ValidationError as error:
            raise Unreadable(_explained(error)) from None
        _refuse_future(envelope.data.published, now)
        return envelope

    @classmethod
    def form(cls) -> dict[str, Any]:
        """The JSON Schema of what `parse` takes, in which `time` and `traceparent` may be missing."""
        schema = cls.model_json_schema()
        given = [name for name in schema["required"] if name not in ("time", "traceparent")]
        dialect = "https://json-schema.org/draft/2020-12/schema"
        return {"$schema": dialect, **schema, "required": given}

    def json_text(self) -> str:
        """As it goes over the wire; pure ASCII, so that no store and no transport can spoil it."""
        fields = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(fields, ensure_ascii=True, sort_keys=True)

    def original(self) -> str:
        """What was submitted, to the letter, when it came as JSON; else the envelope we made."""
        return self._raw if self._raw is not None else self.json_text()

    @property
    def identity(self) -> str:
        """The report's id: it is named by its content."""
        data = self.data
        return report_id(
            data.outlet, data.ref, data.published, data.revision_of, data.status, data.text
        )

    def report(self) -> Report:
        """The report inside."""
        return Report(id=self.identity, **dict(self.data))


def submission(payload: str) -> str:
    """The JSON that is to be an envelope, where it stands inside a task's message; else the payload.

    A message whose task is not known, from a newer release perhaps, may carry a sound envelope.
    """
    try:
        message = json.loads(payload)
        body = message["body"]
        if message.get("properties", {}).get("body_encoding") == "base64":
            body = base64.b64decode(body)
        ((one, *_), *_) = json.loads(body)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return payload
    return one if isinstance(one, str) else json.dumps(one)


def normal_date(value: str) -> str:
    """ISO 8601 in one spelling: a day `2019-02-21`, or a moment in UTC `2019-02-21T10:00:00Z`."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(
            "must be a day like 2019-02-21 or a moment like 2019-02-21T10:00:00Z"
        ) from None
    if moment.tzinfo is None:
        raise ValueError("needs its time zone: end it in Z or in an offset like +02:00")
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise ValueError("lies outside the years 1 to 9999 in UTC") from None


def _refuse_future(published: str | None, now: datetime) -> None:
    """A day of grace: on the other side of the date line it is tomorrow already."""
    if published is not None and published[:10] > (now + timedelta(days=1)).date().isoformat():
        raise Unreadable(
            f"The field data.published is {published}, more than a day in the future. "
            "Correct the date, or leave it out if it is not known."
        )


def _json_object(raw: str | bytes) -> dict[str, Any]:
    try:
        fields = json.loads(raw)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The envelope is not UTF-8 (byte {error.start}). Encode its JSON as UTF-8."
        ) from None
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (character {error.pos})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(
            f"The envelope is not JSON{where}. Send a CloudEvents 1.0 event in structured JSON."
        ) from None
    if not isinstance(fields, dict):
        raise Unreadable(
            f"The envelope is a JSON {type(fields).__name__}, not an object. "
            "Send one CloudEvents 1.0 event in structured JSON."
        )
    return fields


def _explained(error: ValidationError) -> str:
    """The first thing wrong, with its field and remedy; never the value, which may be the text."""
    first = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "envelope"
    if first["type"] == "missing":
        return f"The field {field} is missing. Add it; the envelope's form is CloudEvents 1.0."
    if first["type"] == "extra_forbidden":
        return f"The field {field} is not known. Remove it or correct its name."
    if first["type"] in ("string_unicode", "string_type") and field == "data.text":
        return "The field data.text must be a text of whole Unicode characters. Decode it first."
    return (
        f"The field {field} cannot be used: {_plain(first['msg'])}. Correct it and send it again."
    )


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input ")
