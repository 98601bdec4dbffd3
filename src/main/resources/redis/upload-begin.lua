-- Says that the index of an upload that was created just now is whole, since it is empty.
-- KEYS[1] the upload's hash
redis.call('HSETNX', KEYS[1], 'life', slipway_life())
return 1
