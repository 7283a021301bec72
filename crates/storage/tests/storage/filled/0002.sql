UPDATE clients SET rules = '{"minimum_age":21}' WHERE id = 'sandbox-old';
