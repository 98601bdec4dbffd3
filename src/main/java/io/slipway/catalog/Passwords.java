package io.slipway.catalog;

import io.slipway.model.Digest;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.Rates;
import io.slipway.seal.Digests;
import io.slipway.seal.OpenPassword;
import io.slipway.seal.Randomness;
import io.slipway.seal.Verifier;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Asks for the passwords of shares. Every guess is taken from the limits before it is looked at, and given back if it was
 * right; one that was right is remembered here for a while, so that the many requests of one download guess once.
 */
final class Passwords {
    /** Right passwords that are remembered. */
    static final int REMEMBERED = 1_024;
    /** Passwords that may wait to be derived; more are refused. */
    static final int MAX_WAITING = 16;

    private final RedisRates rates;
    private final Randomness randomness;
    private final CatalogSettings.Limits limits;
    private final Aside aside;
    private final byte[] pepper;
    private final Map<Digest, Future<Void>> underWay = new HashMap<>();
    private final Map<Digest, Boolean> right = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private int waiting;

    /** Does what takes long beside the event loop, one after the other. */
    @FunctionalInterface
    interface Aside {
        <T> Future<T> run(Callable<T> work);
    }

    Passwords(RedisRates rates, Randomness randomness, CatalogSettings.Limits limits, Aside aside) {
        this.rates = rates;
        this.randomness = randomness;
        this.limits = limits;
        this.aside = aside;
        this.pepper = randomness.bytes(32);
    }

    /** What is kept of a new password of an open share; null for none. @throws Problem {@code BAD_REQUEST} */
    Future<Terms.Password> made(String text) {
        if (text == null) {
            return Future.succeededFuture();
        }
        if (!OpenPassword.possible(text)) {
            throw new Problem(
                    ProblemCode.BAD_REQUEST, "a password has 1 to " + OpenPassword.MAX_BYTES + " bytes of UTF-8");
        }
        byte[] salt = randomness.bytes(OpenPassword.SALT_BYTES);
        return derived(text, salt).map(verifier -> new Terms.Password(verifier, salt));
    }

    /**
     * Lets in who knows the password, if there is one. {@code PASSWORD_REQUIRED}, {@code PASSWORD_WRONG}, {@code
     * RATE_LIMITED}; {@code UNAVAILABLE} while guesses can't be counted.
     */
    Future<Void> check(ShareId share, Terms.Password password, Downloads.Visitor visitor) {
        if (password == null) {
            return Future.succeededFuture();
        }
        boolean open = password.salt() != null;
        if (open ? visitor.password() == null : visitor.passwordProof() == null) {
            return Future.failedFuture(
                    new Problem(ProblemCode.PASSWORD_REQUIRED, "this share is protected by a password"));
        }
        if (open && !OpenPassword.possible(visitor.password())) {
            return Future.failedFuture(wrong());
        }
        Digest guess = guess(password, visitor);
        if (right.containsKey(guess)) {
            return Future.succeededFuture();
        }
        Future<Void> same = underWay.get(guess);
        if (same != null) {
            return same;
        }
        Future<Void> looked = look(share, password, visitor, guess).onComplete(done -> underWay.remove(guess));
        if (!looked.isComplete()) {
            underWay.put(guess, looked);
        }
        return looked;
    }

    private Future<Void> look(ShareId share, Terms.Password password, Downloads.Visitor visitor, Digest guess) {
        List<Rates.Limit> guesses = new ArrayList<>();
        limits.guesses().ifPresent(rate -> guesses.add(new Rates.Limit("guess:" + share + ":" + visitor.site(), rate)));
        limits.shareGuesses().ifPresent(rate -> guesses.add(new Rates.Limit("guess:" + share, rate)));
        return take(guesses, 1)
                .compose(taken -> password.salt() == null
                        ? Future.succeededFuture(visitor.passwordProof())
                        : derived(visitor.password(), password.salt()))
                .compose(proof -> {
                    if (!Verifier.matches(password.verifier(), proof)) {
                        return Future.failedFuture(wrong());
                    }
                    right.put(guess, true);
                    return take(guesses, -1).otherwiseEmpty();
                });
    }

    private Future<Void> take(List<Rates.Limit> guesses, int cost) {
        if (guesses.isEmpty()) {
            return Future.succeededFuture();
        }
        return rates.take(new Rates.Take(guesses, cost)).map(taken -> {
            if (!taken.allowed() && cost > 0) {
                throw limited("too many guesses; try again later", taken.retryMillis());
            }
            return null;
        });
    }

    /** @param retryMillis until it would be allowed */
    static Problem limited(String message, long retryMillis) {
        return new Problem(
                ProblemCode.RATE_LIMITED, message, Map.of("retryAfter", Math.max(1, (retryMillis + 999) / 1_000)));
    }

    /** Names a guess at this very password, in memory only. */
    private Digest guess(Terms.Password password, Downloads.Visitor visitor) {
        if (password.salt() != null) {
            return OpenPassword.remembered(pepper, visitor.password(), password.salt());
        }
        byte[] both = new byte[2 * Digest.BYTES];
        System.arraycopy(password.verifier().bytes(), 0, both, 0, Digest.BYTES);
        System.arraycopy(visitor.passwordProof().bytes(), 0, both, Digest.BYTES, Digest.BYTES);
        return Digests.sha256(both);
    }

    private Future<Digest> derived(String text, byte[] salt) {
        if (waiting == MAX_WAITING) {
            return Future.failedFuture(
                    new Problem(ProblemCode.OVER_CAPACITY, "too many passwords at once; try again in a moment"));
        }
        waiting++;
        return aside.run(() -> OpenPassword.verifier(text, salt)).onComplete(done -> waiting--);
    }

    private static Problem wrong() {
        return new Problem(ProblemCode.PASSWORD_WRONG, "that isn't the password");
    }
}
