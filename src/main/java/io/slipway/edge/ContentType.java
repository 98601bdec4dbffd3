package io.slipway.edge;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells a file's media type from how it begins, after the tables of WHATWG's MIME Sniffing Standard and the formats' own
 * documents. What the sender says counts only where bytes can't tell: between kinds of plain text.
 */
public final class ContentType {
    /** How much of a file is looked at. */
    public static final int LOOKS_AT_BYTES = 4_096;

    private static final String BYTES = "application/octet-stream";
    private static final String TEXT = "text/plain";
    private static final Set<String> KINDS_OF_TEXT = Set.of(
            "text/csv",
            "text/markdown",
            "text/calendar",
            "text/vcard",
            "text/css",
            "text/tab-separated-values",
            "application/json",
            "application/yaml",
            "application/toml");

    /** A file that has these bytes at that place; {@code ?} stands for any byte. */
    private record Magic(int at, String bytes, String type) {
        private boolean matches(byte[] head) {
            if (head.length < at + bytes.length()) {
                return false;
            }
            for (int i = 0; i < bytes.length(); i++) {
                if (bytes.charAt(i) != '?' && (byte) bytes.charAt(i) != head[at + i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Magic> TABLE = List.of(
            new Magic(0, "\u0089PNG\r\n\u001a\n", "image/png"),
            new Magic(0, "\u00ff\u00d8\u00ff", "image/jpeg"),
            new Magic(0, "GIF87a", "image/gif"),
            new Magic(0, "GIF89a", "image/gif"),
            new Magic(0, "RIFF????WEBP", "image/webp"),
            new Magic(0, "RIFF????WAVE", "audio/wav"),
            new Magic(0, "RIFF????AVI ", "video/x-msvideo"),
            new Magic(4, "ftypavif", "image/avif"),
            new Magic(4, "ftypheic", "image/heic"),
            new Magic(4, "ftypmif1", "image/heic"),
            new Magic(4, "ftypqt  ", "video/quicktime"),
            new Magic(4, "ftypM4A ", "audio/mp4"),
            new Magic(4, "ftyp", "video/mp4"),
            new Magic(0, "II*\u0000", "image/tiff"),
            new Magic(0, "MM\u0000*", "image/tiff"),
            new Magic(0, "BM????\u0000\u0000\u0000\u0000", "image/bmp"),
            new Magic(0, "\u0000\u0000\u0001\u0000", "image/x-icon"),
            new Magic(0, "%PDF-", "application/pdf"),
            new Magic(0, "%!PS-", "application/postscript"),
            new Magic(0, "{\\rtf", "application/rtf"),
            new Magic(0, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", "application/x-ole-storage"),
            new Magic(0, "\u001f\u008b\u0008", "application/gzip"),
            new Magic(0, "BZh", "application/x-bzip2"),
            new Magic(0, "\u00fd7zXZ\u0000", "application/x-xz"),
            new Magic(0, "\u0028\u00b5\u002f\u00fd", "application/zstd"),
            new Magic(0, "7z\u00bc\u00af\u0027\u001c", "application/x-7z-compressed"),
            new Magic(0, "Rar!\u001a\u0007", "application/vnd.rar"),
            new Magic(257, "ustar", "application/x-tar"),
            new Magic(0, "ID3", "audio/mpeg"),
            new Magic(0, "\u00ff\u00fb", "audio/mpeg"),
            new Magic(0, "\u00ff\u00f3", "audio/mpeg"),
            new Magic(0, "\u00ff\u00f2", "audio/mpeg"),
            new Magic(0, "\u00ff\u00f1", "audio/aac"),
            new Magic(0, "\u00ff\u00f9", "audio/aac"),
            new Magic(0, "fLaC", "audio/flac"),
            new Magic(0, "OggS", "audio/ogg"),
            new Magic(0, "MThd", "audio/midi"),
            new Magic(0, "\u001aE\u00df\u00a3", "video/webm"),
            new Magic(0, "\u0000\u0000\u0001\u00ba", "video/mpeg"),
            new Magic(0, "MZ", "application/vnd.microsoft.portable-executable"),
            new Magic(0, "\u007fELF", "application/x-elf"),
            new Magic(0, "\u00ca\u00fe\u00ba\u00be", "application/java-vm"),
            new Magic(0, "\u00cf\u00fa\u00ed\u00fe", "application/x-mach-binary"),
            new Magic(0, "\u0000asm", "application/wasm"),
            new Magic(0, "SQLite format 3\u0000", "application/vnd.sqlite3"),
            new Magic(0, "wOFF", "font/woff"),
            new Magic(0, "wOF2", "font/woff2"),
            new Magic(0, "OTTO", "font/otf"),
            new Magic(0, "\u0000\u0001\u0000\u0000\u0000", "font/ttf"),
            new Magic(0, "#!", "text/x-script"));

    /** No one of these begins another. */
    private static final List<String> ZIPPED = List.of(
            "application/epub+zip",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
            "application/vnd.oasis.opendocument.graphics");

    private static final List<String> HTML = List.of(
            "<!doctype html",
            "<html",
            "<head",
            "<script",
            "<iframe",
            "<body",
            "<style",
            "<title",
            "<div",
            "<a ",
            "<p>");

    private ContentType() {}

    /**
     * @param head how the file begins: all of it, or at least {@value #LOOKS_AT_BYTES} bytes
     * @param declared what the sender says, or null
     */
    public static String of(byte[] head, String declared) {
        for (Magic magic : TABLE) {
            if (magic.matches(head)) {
                return magic.type;
            }
        }
        if (begins(head, "PK\u0003\u0004") || begins(head, "PK\u0005\u0006")) {
            return zip(head);
        }
        if (!isText(head)) {
            return BYTES;
        }
        return text(head, declared);
    }

    /** Which kind of document a zip is, told by its first entry's name as the formats require or all writers do. */
    private static String zip(byte[] head) {
        String begin = new String(head, StandardCharsets.ISO_8859_1);
        int name = 30;
        if (begin.startsWith("mimetype", name)) {
            return ZIPPED.stream()
                    .filter(type -> begin.startsWith(type, name + "mimetype".length()))
                    .findFirst()
                    .orElse("application/zip");
        }
        if (begin.startsWith("[Content_Types].xml", name) || begin.startsWith("_rels/", name)) {
            if (begin.contains("word/")) {
                return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            }
            if (begin.contains("xl/")) {
                return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            }
            return begin.contains("ppt/")
                    ? "application/vnd.openxmlformats-officedocument.presentationml.presentation"
                    : "application/zip";
        }
        return begin.startsWith("META-INF/", name) ? "application/java-archive" : "application/zip";
    }

    private static String text(byte[] head, String declared) {
        String begin = new String(head, 0, Math.min(head.length, 512), StandardCharsets.UTF_8)
                .replace("\ufeff", "")
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (HTML.stream().anyMatch(begin::startsWith)) {
            return "text/html";
        }
        if (begin.startsWith("<svg")
                || (begin.startsWith("<?xml") || begin.startsWith("<!--")) && begin.contains("<svg")) {
            return "image/svg+xml";
        }
        if (begin.startsWith("<?xml")) {
            return "application/xml";
        }
        return declared != null && KINDS_OF_TEXT.contains(declared) ? declared : TEXT;
    }

    private static boolean isText(byte[] head) {
        if (begins(head, "\u00ff\u00fe") || begins(head, "\u00fe\u00ff")) {
            return true;
        }
        for (byte b : head) {
            boolean control = b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b;
            if (control) {
                return false;
            }
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult read = decoder.decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length + 1), false);
        return !read.isError();
    }

    private static boolean begins(byte[] head, String bytes) {
        return new Magic(0, bytes, "").matches(head);
    }
}
