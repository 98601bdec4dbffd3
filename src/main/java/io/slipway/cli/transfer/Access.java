package io.slipway.cli.transfer;

import io.slipway.seal.Token;
import java.net.http.HttpRequest;

/**
 * By which right a share is asked for.
 *
 * @param capability to read or to own it
 * @param proof of its password; null: none is known
 * @param claim to one of its downloads; null: the owner needs none
 */
record Access(Token capability, Token proof, Token claim) {
    static Access owner(Token owner) {
        return new Access(owner, null, null);
    }

    HttpRequest.Builder on(HttpRequest.Builder request) {
        request.header("Authorization", "Bearer " + capability.text());
        if (proof != null) {
            request.header("X-Share-Password-Proof", proof.text());
        }
        if (claim != null) {
            request.header("X-Claim", claim.text());
        }
        return request;
    }
}
