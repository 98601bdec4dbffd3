package io.slipway.edge;

import io.slipway.seal.LinkSigner;
import io.slipway.seal.Randomness;
import io.slipway.seal.RootKey;
import java.util.List;

/**
 * Who else may come in.
 *
 * @param origins sites whose pages may talk to this node, as browsers write them; most nodes have none
 * @param signer signs addresses that let one file be fetched for a while; the same on all nodes
 */
public record EdgeDoors(List<String> origins, LinkSigner signer) {
    public EdgeDoors {
        origins = List.copyOf(origins);
    }

    /** No other sites, and signatures that hold here alone. */
    static EdgeDoors alone(Randomness randomness) {
        return new EdgeDoors(List.of(), new LinkSigner(RootKey.random(randomness)));
    }
}
