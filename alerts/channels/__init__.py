"""The ways to reach people: a folder each, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.channels.app.channel import AppChannel
from alerts.channels.base import EndpointChannel, MessageChannel
from alerts.channels.chat.channel import ChatChannel
from alerts.channels.email.channel import EmailChannel
from alerts.channels.webhook.channel import WebhookChannel
from alerts.channels.webpush.channel import PushChannel
from alerts.models import Channel

EMAIL, PUSH, CHAT, WEBHOOK = EmailChannel(), PushChannel(), ChatChannel(), WebhookChannel()
CHANNELS: Mapping[Channel, MessageChannel] = MappingProxyType(
    {
        Channel.APP: AppChannel(),
        Channel.EMAIL: EMAIL,
        Channel.PUSH: PUSH,
        Channel.CHAT: CHAT,
        Channel.WEBHOOK: WEBHOOK,
    }
)
TESTABLE: Mapping[Channel, EndpointChannel] = MappingProxyType(
    {Channel.EMAIL: EMAIL, Channel.PUSH: PUSH, Channel.CHAT: CHAT, Channel.WEBHOOK: WEBHOOK}
)
"""Those whose endpoints can be tried with a test message."""
