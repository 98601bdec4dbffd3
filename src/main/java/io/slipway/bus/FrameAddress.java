package io.slipway.bus;

/**
 * Where one node takes raw bytes from all others, without answering. Few of these: each is told to all nodes.
 *
 * @param name {@code node.<node>.<what>}
 */
public record FrameAddress(String name) {
    public static FrameAddress ofNode(String node, String what) {
        return new FrameAddress("node." + node + "." + what);
    }
}
