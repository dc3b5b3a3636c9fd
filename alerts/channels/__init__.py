"""The ways to reach people: a folder each, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.channels.app.channel import AppChannel
from alerts.channels.base import MessageChannel
from alerts.channels.email.channel import EmailChannel
from alerts.models import Channel

CHANNELS: Mapping[Channel, MessageChannel] = MappingProxyType(
    {
        Channel.APP: AppChannel(),
        Channel.EMAIL: EmailChannel(),
    }
)
