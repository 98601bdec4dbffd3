package io.slipway.cli.transfer;

import io.nayuki.qrcodegen.QrCode;

/** A QR code (ISO/IEC 18004) for a terminal: two rows of squares a line, in half blocks, light on dark as terminals mostly are. */
final class QrText {
    /** The quiet zone that readers need, in squares. */
    private static final int MARGIN = 2;

    private QrText() {}

    static String of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
        StringBuilder out = new StringBuilder();
        for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
            for (int x = -MARGIN; x < code.size + MARGIN; x++) {
                // What is printed shines: the light squares are drawn, the dark ones left out.
                boolean upper = !code.getModule(x, y);
                boolean lower = y + 1 < code.size + MARGIN && !code.getModule(x, y + 1);
                out.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
            }
            out.append('\n');
        }
        return out.toString();
    }
}
