"""Files that nobody's camera writes: scripts under a film's name, pictures of any size, nearly nothing."""

from __future__ import annotations

import io
from fractions import Fraction
from random import Random

import av
from av.video.stream import VideoStream

from tests.fuzz.bases import FORMS, HZ, Shelf, Size, small
from tests.fuzz.damage import flipped, noise
from tests.fuzz.made import BESIDE, Made, of_form

SCRIPTS = {
    "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{BESIDE}\n#EXT-X-ENDLIST\n",
    "hls_away": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "concat": f"ffconcat version 1.0\nfile {BESIDE}\n",
    "concat_away": "ffconcat version 1.0\nfile /etc/hostname\nfile http://127.0.0.1:9/a.mp4\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
    f'<Representation id="1" bandwidth="1"><BaseURL>{BESIDE}</BaseURL></Representation></AdaptationSet></Period></MPD>',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    "reference": "[Reference]\nRef1=http://127.0.0.1:9/a.mp4\n",
    "rtsp": "rtsptextRTSP://127.0.0.1:9/a\n",
    "raw": "YUV4MPEG2 W16384 H16384 F30:1 Ip A1:1\nFRAME\n",
    "notes": ";FFMETADATA1\ntitle=x\n[CHAPTER]\nTIMEBASE=1/0\nSTART=0\nEND=9\n",
    "page": "<html><body><video src=beside.mp4></video></body></html>\n",
    "empty": "",
}
HEADS = (
    b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41",
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\xf7\x81\1\x42\xf2\x81\4\x42\xf3\x81\x08\x42\x82\x84webm",
    b"RIFF\xff\xff\xff\xffAVI LIST\xff\xff\xff\x7fhdrlavih",
    b"\x47\x40\x11\x10\0\x42\xf0\x25\0\1\xc1\0\0",
    b"\0\0\1\xba\x44\0\4\0\4\1",
    b"FLV\1\5\0\0\0\x09\0\0\0\0",
    b"OggS\0\2",
    b"GIF89a",
    b"",
)
ODD_SIZES: tuple[Size, ...] = ((2, 2), (16, 16), (2, 640), (640, 2), (16, 2000), (2000, 16), (34, 18), (1280, 720))


def script(dice: Random, shelf: Shelf) -> Made:
    """A playlist or a list of parts, named as a film: nothing that it names may be opened."""
    text = SCRIPTS[dice.choice(sorted(SCRIPTS))]
    name = dice.choice([".mp4", ".mp4", ".mov", ".webm", ".m3u8", ".ts"])
    return Made(text.encode(), name, beside=shelf.take(dice, "mp4")[1], code="not_a_video")


def only_head(dice: Random, shelf: Shelf) -> Made:
    """The first bytes of some container, then noise."""
    head = dice.choice(HEADS)
    rest = noise(dice, dice.choice([0, 10, 1000, 100_000]))
    if head.startswith(b"\x47"):
        rest = b"".join(b"\x47" + noise(dice, 187) for _ in range(dice.choice([3, 50, 500])))
        head = head.ljust(188, b"\xff")
    return Made(head + rest, dice.choice([".mp4", ".mov", ".webm", ".avi", ".ts"]))


def few_pictures(dice: Random, shelf: Shelf) -> Made:
    """One, two or three pictures, some with a bit turned."""
    forms = [form for form in FORMS if form != "hevc"]  # whose encoder wants more
    form, film = shelf.take(dice, *forms, pictures=dice.choice([1, 1, 2, 3]))
    return of_form(form, flipped(dice, film, 0, len(film), 1) if dice.random() < 0.5 else film)


def odd_size(dice: Random, shelf: Shelf) -> Made:
    """Whole films with pictures of a pixel or two on a side, or of one large and one tiny side."""
    form, film = shelf.take(dice, "mjpeg", pictures=dice.choice([40, 160]), size=dice.choice(ODD_SIZES))
    return of_form(form, film)


def mixed_sizes(dice: Random, shelf: Shelf) -> Made:
    """The pictures' size changes on the way, once or with every picture."""
    if dice.random() < 0.5:
        parts = [shelf.take(dice, "ts", size=size)[1] for size in dice.sample([(320, 180), (180, 320), (160, 90)], 2)]
        return Made(b"".join(parts), ".ts")
    return Made(_jpegs(dice, shelf), ".avi")


def _jpegs(dice: Random, shelf: Shelf) -> bytes:
    """Motion JPEG in which each picture has a size of its own."""
    out = io.BytesIO()
    often = dice.random() < 0.5
    with av.open(out, "w", format="avi", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("mjpeg", rate=HZ)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuvj420p"
        for number, picture in enumerate(small(dice.choice(shelf.clips), dice.choice([40, 160]))):
            size = dice.choice(ODD_SIZES) if often or number > 30 else (320, 180)
            for packet in _jpeg(picture, size):
                packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, HZ)
                container.mux(packet)
    return out.getvalue()


def _jpeg(picture: av.VideoFrame, size: Size) -> list[av.Packet[VideoStream]]:
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt, codec.time_base = *size, "yuvj420p", Fraction(1, HZ)
    codec.thread_count = 1
    picture = picture.reformat(*size, format="yuvj420p")
    picture.pts, picture.time_base = 0, Fraction(1, HZ)
    return [*codec.encode(picture), *codec.encode(None)]


def jpeg_size(dice: Random, shelf: Shelf) -> Made:
    """The pictures themselves say another size than the container, each for itself."""
    form, film = shelf.take(dice, "mjpeg")
    changed = bytearray(film)
    at = film.find(b"\xff\xc0")
    while at >= 0:
        if dice.random() < 0.5:
            side = dice.choice([0, 1, 8, 65_500, 4096]).to_bytes(2)
            changed[at + 5 : at + 9] = dice.choice([side + side, side + film[at + 7 : at + 9]])
        at = film.find(b"\xff\xc0", at + 2)
    return of_form(form, bytes(changed))
