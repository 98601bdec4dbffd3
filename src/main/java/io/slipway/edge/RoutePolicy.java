package io.slipway.edge;

/** Who may use a route. Every route has one; a node with a route that has none does not start. */
public enum RoutePolicy {
    /** Anyone. */
    ANONYMOUS(false),
    /** Who holds the capability to upload the file. */
    UPLOAD(true),
    /** Who holds the capability of the share's owner. */
    OWNER(true),
    /** Who runs the node: holds the capability that is generated in its data folder. */
    OPERATOR(true),
    /** Who holds the capability to read the share. An open share needs none: its id is the capability. */
    READ(false);

    private final boolean needsCapability;

    RoutePolicy(boolean needsCapability) {
        this.needsCapability = needsCapability;
    }

    /** Whether a request without a capability is refused before anyone is asked. */
    public boolean needsCapability() {
        return needsCapability;
    }
}
