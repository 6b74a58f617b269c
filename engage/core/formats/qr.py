"""QR codes of addresses and short texts: level M, a quiet zone of four, dark on white always.

Source: ISO/IEC 18004 (a quiet zone of four modules; level M restores about 15 per cent).
"""

import io

import segno

from engage.core.text import shown

QUIET_ZONE = 4
LEVEL = "M"


def code(content: str) -> segno.QRCode:
    """The QR code of this exact content, never a Micro QR code."""
    return segno.make_qr(content, error=LEVEL, boost_error=False)


def svg(content: str, label: str = "") -> str:
    """The code as markup to stand in a page: `label` is read aloud; without one it is skipped."""
    out = io.BytesIO()
    code(content).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        nl=False,
        border=QUIET_ZONE,
        omitsize=True,
        dark="#000",
        light="#fff",
        svgclass="eg-qr",
        lineclass=None,
        title=label or None,
    )
    role = ' role="img"' if label else ' aria-hidden="true" focusable="false"'
    return shown(out.getvalue().decode("utf-8").replace("<svg", f"<svg{role}", 1))


def qr_svg(text: str) -> str:
    """The code as markup beside words that say the same, so that nobody hears it."""
    return svg(text)


def png(content: str, scale: int = 12) -> bytes:
    """The code as a PNG picture, `scale` dots for each module."""
    out = io.BytesIO()
    code(content).save(out, kind="png", border=QUIET_ZONE, scale=scale)
    return out.getvalue()
