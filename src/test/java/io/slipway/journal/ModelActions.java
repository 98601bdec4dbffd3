package io.slipway.journal;

import java.util.List;
import java.util.Random;

/** What may happen next in the model, and how often. */
final class ModelActions {
    private static final int MOST_AT_ONCE = 4;
    private static final int REST_ROUNDS = 5_000;

    /** Calm worlds get further, rough ones into corners. */
    private static final int[] FAULTS_PER_MILLE = {2, 6, 15, 40};

    private final FollowerModel world;
    private final List<ModelNode> nodes;
    private final List<ModelClient> clients;
    private final List<EntityKey> keys;
    private final Random random;
    private final int faultsPerMille;

    ModelActions(FollowerModel world, List<ModelNode> nodes, List<ModelClient> clients, List<EntityKey> keys) {
        this.world = world;
        this.nodes = nodes;
        this.clients = clients;
        this.keys = keys;
        this.random = world.random;
        this.faultsPerMille = FAULTS_PER_MILLE[random.nextInt(FAULTS_PER_MILLE.length)];
    }

    void step() {
        if (random.nextInt(1_000) < faultsPerMille) {
            fault();
            return;
        }
        int choice = random.nextInt(100);
        if (choice < 15) {
            world.land(true);
        } else if (choice < 42) {
            steps(node().applies);
        } else if (choice < 57) {
            steps(node().reads);
        } else if (choice < 74) {
            fetch(node());
        } else if (choice < 84) {
            node().attach();
        } else if (choice < 91) {
            newClient();
        } else if (choice < 94) {
            askAgain();
        } else if (choice < 97) {
            upkeep();
        } else if (choice < 98) {
            world.compact(place());
            world.forgetNothings(place());
        } else {
            node().look();
        }
    }

    private void steps(ModelLink link) {
        for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
            link.step(random.nextBoolean());
        }
    }

    private void fetch(ModelNode node) {
        for (int place = 0; place < world.places.size(); place++) {
            if (random.nextBoolean()) {
                node.fetch(place, 1 + random.nextInt(MOST_AT_ONCE));
            }
        }
    }

    private void fault() {
        int choice = random.nextInt(100);
        if (choice < 40) {
            cut(node());
        } else if (choice < 55) {
            node().verdicts.expire(Long.MAX_VALUE);
        } else if (choice < 68) {
            world.redis.saveCopy();
        } else if (choice < 76) {
            world.redis.restoreCopy();
        } else if (choice < 84) {
            world.redis.flush();
        } else if (choice < 94) {
            crash();
        } else {
            world.redis.stamp();
        }
    }

    private ModelNode node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private int place() {
        return random.nextInt(world.places.size());
    }

    private void newClient() {
        EntityKey key = keys.get(random.nextInt(keys.size()));
        ModelClient.Wish wish = random.nextInt(8) == 0 ? ModelClient.Wish.END : ModelClient.Wish.ADD;
        ModelClient client = new ModelClient(key, "c" + clients.size(), wish, world);
        clients.add(client);
        ask(client);
    }

    private void askAgain() {
        clients.stream()
                .filter(client -> client.open() && !client.waiting())
                .findAny()
                .ifPresent(this::ask);
    }

    private void ask(ModelClient client) {
        ModelNode node = node();
        if (node.started()) {
            client.ask(node);
        }
    }

    private void upkeep() {
        ModelNode node = node();
        if (!node.started()) {
            return;
        }
        if (random.nextInt(4) == 0) {
            EntityKey key = keys.get(random.nextInt(keys.size()));
            if (!key.destroyable()) {
                node.bury(key);
            }
        } else {
            repair(node);
        }
    }

    private void repair(ModelNode node) {
        List<String> owed = List.copyOf(world.redis.view().owed.keySet());
        if (!owed.isEmpty()) {
            node.repair(EntityKey.parse(owed.get(random.nextInt(owed.size()))));
        }
    }

    private void cut(ModelNode node) {
        node.applies.cut(random.nextInt(1 + node.applies.size()));
        node.reads.cut(random.nextInt(1 + node.reads.size()));
    }

    private void crash() {
        int which = random.nextInt(nodes.size());
        ModelNode former = nodes.get(which);
        nodes.set(which, world.replacement(former));
        cut(former);
    }

    /** No more faults and wishes: everything under way ends, and what is owed is settled. */
    void rest() {
        for (int round = 0; round < REST_ROUNDS && !world.wrong(); round++) {
            boolean busy = world.anyInFlight();
            world.land(false);
            for (ModelNode node : nodes) {
                busy |= !node.applies.idle() || !node.reads.idle() || node.anyLost();
                node.attach();
                for (int place = 0; place < world.places.size(); place++) {
                    node.fetch(place, 10);
                    busy |= node.followers.get(place).applied()
                            < world.log(place).end();
                }
                node.applies.step(true);
                node.reads.step(true);
            }
            if (round % 10 == 0) {
                nodes.get(0).look();
            }
            if (!busy && world.redis.view().owed.isEmpty()) {
                return;
            }
            if (!busy) {
                repair(nodes.get(0));
            }
        }
        world.require(
                world.wrong(),
                "it doesn't come to rest; owed: " + world.redis.view().owed.keySet());
    }
}
