package io.slipway.model;

/**
 * Everything that may go wrong, in one list. The name is the stable code that clients see, on HTTP as
 * {@code application/problem+json} (RFC 9457), on the bus as a failure. A code is never renamed or reused.
 */
public enum ProblemCode {
    /** The request can't be understood: malformed JSON, id, header or parameter. */
    BAD_REQUEST(400, false),
    /** A header or seal that isn't SLP1, or contradicts itself. */
    BAD_FORMAT(400, false),
    /** A file or share name that can't be kept as it is: empty, or longer than its bound. */
    BAD_NAME(400, false),
    /** A chunk with fewer bytes than its place in the file asks for. */
    CHUNK_TOO_SHORT(400, false),
    /** A chunk number at or beyond the announced end of the file. */
    CHUNK_OUT_OF_RANGE(400, false),
    /** The route needs a capability (a bearer token) and none was sent. */
    CAPABILITY_REQUIRED(401, false),
    /** An address that was signed has been changed, or was signed elsewhere. */
    SIGNATURE_INVALID(403, false),
    /** Never allowed here, whoever asks. */
    NOT_ALLOWED(403, false),
    /** The share has a password and none came with the request. */
    PASSWORD_REQUIRED(401, false),
    /** The password isn't the share's. */
    PASSWORD_WRONG(401, false),
    /** Unknown, or not yours: both look the same. */
    NOT_FOUND(404, false),
    /** The path exists, the method doesn't. */
    METHOD_NOT_ALLOWED(405, false),
    /** The share is sealed and its bytes can be opened by a page or the command line only. */
    SEALED_SHARE(406, false),
    /** The client sent too slowly, or stopped. */
    REQUEST_TIMEOUT(408, true),
    /** An id that exists already, or a change that lost against another one. */
    CONFLICT(409, false),
    /** All downloads that the share's limit leaves are under way; one may come free. */
    LIMIT_BUSY(409, true),
    /** A limit that would lie below the downloads used already. */
    LIMIT_BELOW_USED(409, false),
    /** Complete was asked for while chunks are missing; the answer names them. */
    INCOMPLETE(409, false),
    /** The file is complete; it takes no more chunks. */
    ALREADY_COMPLETE(409, false),
    /** An upload goes on at another place than the one named; the answer says where. */
    OFFSET_MISMATCH(409, false),
    /** Another request has taken over this upload; ask how far it is, then go on. */
    FENCED(409, false),
    /** Nothing of this file is kept here: it comes from its sender's page alone. */
    NOT_KEPT(409, false),
    /** The file is still arriving and can't be downloaded yet. */
    NOT_COMPLETE(409, true),
    /** What the request rests on isn't so here: somebody has changed the share meanwhile; of tus: its version. */
    PRECONDITION_FAILED(412, false),
    /** Expired, deleted or used up. */
    GONE(410, false),
    /** The peer that was named isn't connected, or is in no room with the asker. */
    PEER_GONE(410, true),
    /** A body of unknown length where a length is needed. */
    LENGTH_REQUIRED(411, false),
    /** The file or the body is larger than the node takes. */
    TOO_LARGE(413, false),
    /** The share, or what the guest keeps with it, would be larger than is allowed; the answer has the numbers. */
    QUOTA_EXCEEDED(413, false),
    /** A chunk with more bytes than its place in the file asks for. */
    CHUNK_TOO_LONG(413, false),
    /** The request line is longer than the node takes. */
    URI_TOO_LONG(414, false),
    /** The body has a media type that this route doesn't take. */
    UNSUPPORTED_MEDIA_TYPE(415, false),
    /** The file's content is of a type that isn't kept here. */
    TYPE_NOT_ALLOWED(415, false),
    /** No byte of the file lies in the range asked for. */
    RANGE_NOT_SATISFIABLE(416, false),
    /** The bytes of a tus request don't have the checksum it announced; none of them counts. */
    CHECKSUM_MISMATCH(460, false),
    /** The bytes that arrived don't have the digest that was announced. */
    DIGEST_MISMATCH(422, true),
    /** The file is smaller than the node takes. */
    TOO_SMALL(422, false),
    /** The file's name is one of those that aren't kept here. */
    NAME_NOT_ALLOWED(422, false),
    /** Too many requests of this kind. */
    RATE_LIMITED(429, true),
    /** More header bytes than the node takes. */
    HEADERS_TOO_LARGE(431, false),
    /** A fault of the node. */
    INTERNAL(500, false),
    /** Stored bytes are not what was stored: they are not delivered. */
    DAMAGED(500, false),
    /** The node has no room in memory for one more transfer just now. */
    OVER_CAPACITY(503, true),
    /** A part the node needs (Kafka, Redis, the journal's view) is away or catching up; the outcome is unknown. */
    UNAVAILABLE(503, true),
    /** No room on disk. */
    STORAGE_FULL(507, true);

    private final int status;
    private final boolean retryable;

    ProblemCode(int status, boolean retryable) {
        this.status = status;
        this.retryable = retryable;
    }

    /** The HTTP status (RFC 9110). */
    public int status() {
        return status;
    }

    /** Whether the same request may succeed later; then the answer carries {@code Retry-After}. */
    public boolean retryable() {
        return retryable;
    }
}
